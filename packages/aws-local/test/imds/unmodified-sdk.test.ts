import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { systemClock } from "@soft-landing/shared/clock";
import { expect, test } from "vitest";
import { createImds } from "../../src/imds/imds.ts";
import { createRoleCredentials } from "../../src/imds/role-credentials.ts";
import { startSampleRegion } from "../sample-region.ts";

test("an SDK client on an instance finds its role by itself, and the AWS endpoint recognises the instance", async () => {
  const credentials = createRoleCredentials({ clock: systemClock });
  const imds = createImds({
    identity: {
      instanceId: "i-0123456789abcdef0",
      instanceType: "t4g.micro",
      imageId: "ami-1",
      architecture: "arm64",
      availabilityZone: "us-east-1b",
      region: "us-east-1",
      accountId: "123456789012",
      privateIp: "10.0.4.17",
      launchedAt: new Date(),
    },
    role: { name: "server", instanceProfileArn: "arn:aws:iam::123456789012:instance-profile/server" },
    credentials,
    clock: systemClock,
  });
  const { endpoint, url } = await startSampleRegion({ callers: credentials });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`${import.meta.dirname}/call-as-instance-process.ts`],
    {
      env: {
        AWS_REGION: "us-east-1",
        AWS_ENDPOINT_URL: url,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${await imds.listen(0)}`,
        HOME: "/nonexistent",
      },
    },
  );
  expect(stdout.trim()).toBe("arn:aws:sts::123456789012:assumed-role/server/i-0123456789abcdef0");
  await imds.close();
  await endpoint.close();
});
