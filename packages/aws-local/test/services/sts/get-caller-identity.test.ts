import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it as test } from "vitest";
import { endpointOptions, startEndpoint } from "../../wire/lab-endpoint.ts";

const callers = {
  callerOf: (accessKeyId: string) =>
    accessKeyId === "ASIASERVER"
      ? { instanceId: "i-1", availabilityZone: "us-east-1a", roleName: "server" }
      : undefined,
};

describe("GetCallerIdentity as on AWS", () => {
  test.each([
    ["a person", "AKIAPERSON", "arn:aws:iam::123456789012:user/lab"],
    ["an instance", "ASIASERVER", "arn:aws:sts::123456789012:assumed-role/server/i-1"],
  ])("tells %s by the access key", async (_who, accessKeyId, Arn) => {
    const { endpoint, clientConfig } = await startEndpoint(endpointOptions({ callers }));
    const credentials = { accessKeyId, secretAccessKey: "any" };
    const sts = new STSClient({ ...clientConfig, credentials });
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Account: "123456789012",
      Arn,
    });
    sts.destroy();
    await endpoint.close();
  });
});
