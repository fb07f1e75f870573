/** Which instance this is, asked of EC2's instance metadata service (version 2) once at the start. */
export async function readIdentity() {
  const endpoint = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? "http://169.254.169.254";
  const document = await readDocument(endpoint).catch(() => undefined);
  const field = (name: string) => document?.[name] ?? "outside AWS";
  return {
    id: field("instanceId"),
    availabilityZone: field("availabilityZone"),
    type: field("instanceType"),
    imageId: field("imageId"),
    privateIp: field("privateIp"),
    accountId: field("accountId"),
  };
}

async function readDocument(endpoint: string): Promise<Record<string, string> | null> {
  const signal = AbortSignal.timeout(2000);
  const token = await fetch(new URL("/latest/api/token", endpoint), {
    method: "PUT",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
    signal,
  });
  const headers = { "x-aws-ec2-metadata-token": await token.text() };
  const document = await fetch(new URL("/latest/dynamic/instance-identity/document", endpoint), {
    headers,
    signal,
  });
  if (!document.ok) {
    throw new Error(`The metadata service answers ${document.status}.`);
  }
  return (await document.json()) as Record<string, string> | null;
}
