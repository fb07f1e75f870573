import { getInstanceMetadataEndpoint, httpRequest } from "@smithy/credential-provider-imds";
import type { InstanceIdentity } from "@soft-landing/shared/page";

/** Limits for a call to the instance metadata service, in milliseconds. */
export interface IdentityLimits {
  attempts: number;
  attemptTimeoutMs: number;
  pauseMs: number;
}

const defaultLimits: IdentityLimits = { attempts: 3, attemptTimeoutMs: 500, pauseMs: 100 };

/** The identity without an instance metadata service: a process outside AWS. */
export const identityOutsideAws: InstanceIdentity = {
  id: "outside AWS",
  availabilityZone: "outside AWS",
  type: "outside AWS",
  imageId: "outside AWS",
  privateIp: "outside AWS",
  accountId: "outside AWS",
};

/**
 * This instance's identity document from IMDSv2, at `AWS_EC2_METADATA_SERVICE_ENDPOINT` or the link-local
 * address. Never throws and is limited in time. If the service does not answer, the identity says so.
 */
export async function readIdentity(limits: IdentityLimits = defaultLimits): Promise<InstanceIdentity> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return identityFrom(await readIdentityDocument(limits.attemptTimeoutMs));
    } catch {
      if (attempt === limits.attempts) {
        return identityOutsideAws;
      }
      await new Promise((resolve) => setTimeout(resolve, limits.pauseMs));
    }
  }
}

async function readIdentityDocument(timeoutMs: number): Promise<Record<string, unknown>> {
  const { hostname, port, protocol } = await getInstanceMetadataEndpoint();
  const service = { hostname, protocol, timeout: timeoutMs, ...(port === undefined ? {} : { port }) };
  const token = await httpRequest({
    ...service,
    method: "PUT",
    path: "/latest/api/token",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": "60" },
  });
  const document = await httpRequest({
    ...service,
    path: "/latest/dynamic/instance-identity/document",
    headers: { "x-aws-ec2-metadata-token": token.toString() },
  });
  return JSON.parse(document.toString());
}

function identityFrom(document: Record<string, unknown>): InstanceIdentity {
  const field = (name: string) => String(document[name] ?? "unknown");
  return {
    id: field("instanceId"),
    availabilityZone: field("availabilityZone"),
    type: field("instanceType"),
    imageId: field("imageId"),
    privateIp: field("privateIp"),
    accountId: field("accountId"),
  };
}
