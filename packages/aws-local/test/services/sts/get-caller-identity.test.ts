import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, test } from "vitest";
import { startSampleRegion } from "../../sample-region.ts";

const callers = {
  hasExpired: () => false,
  callerOf: (accessKeyId: string) =>
    accessKeyId === "ASIASERVER"
      ? { instanceId: "i-1", availabilityZone: "us-east-1a", roleName: "server" }
      : undefined,
};

describe("GetCallerIdentity as on AWS", () => {
  test.each([
    ["a person", "AKIAPERSON", "arn:aws:iam::123456789012:user/lab"],
    ["an instance", "ASIASERVER", "arn:aws:sts::123456789012:assumed-role/server/i-1"],
  ])("recognises %s by the access key", async (_who, accessKeyId, Arn) => {
    const { endpoint, clientConfig } = await startSampleRegion({ callers });
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
