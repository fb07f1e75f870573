import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, test, vi } from "vitest";
import { askOffers, awsClientSettings, mistakenAwsConfig, requireCredentials } from "../src/account.ts";

const role = [{ roleArn: "arn:aws:iam::123456789012:role/x" }];

describe("Pulumi's own aws: keys", () => {
  test.each<[string, Record<string, string>, string, string]>([
    ["no region", {}, "aws:region", "pulumi config set aws:region us-east-1"],
    ["a region of another partition", { "aws:region": "cn-north-1" }, "aws:region", "in aws-cn names"],
    ["GovCloud", { "aws:region": "us-gov-west-1" }, "aws:region", "in aws-us-gov names"],
    [
      "a role to assume",
      { "aws:region": "us-east-1", "aws:assumeRoles": JSON.stringify(role) },
      "aws:assumeRoles",
      "name a profile that does the same",
    ],
    [
      "endpoints",
      { "aws:region": "us-east-1", "aws:endpoints": '[{"ec2":"http://127.0.0.1:1"}]' },
      "aws:endpoints",
      "set AWS_ENDPOINT_URL",
    ],
  ])("%s is a mistake of the config", (_what, config, key, remedy) => {
    pulumi.runtime.setAllConfig(config);
    expect(mistakenAwsConfig()).toEqual([
      expect.objectContaining({ key, remedy: expect.stringContaining(remedy) }),
    ]);
  });

  test("region, profile and keys are those of the program's own calls", () => {
    pulumi.runtime.setAllConfig({ "aws:region": "eu-west-1", "aws:profile": "work" });
    expect(awsClientSettings()).toEqual({ region: "eu-west-1", profile: "work" });
    pulumi.runtime.setAllConfig({ "aws:region": "eu-west-1", "aws:accessKey": "a", "aws:secretKey": "b" });
    expect(awsClientSettings()).toEqual({
      region: "eu-west-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
  });
});

describe("without credentials", () => {
  afterEach(() => vi.unstubAllEnvs());

  test.each([undefined, "work"])(
    "for profile %s one line says what to do, without a stack trace",
    async (profile) => {
      for (const key of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"]) {
        vi.stubEnv(key, undefined);
      }
      vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
      vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
      vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
      pulumi.runtime.setAllConfig({ "aws:region": "us-east-1", ...(profile && { "aws:profile": profile }) });
      const error = await requireCredentials().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(pulumi.RunError);
      expect(String(error)).toMatch(
        /^[^\n]*There are no AWS credentials[^\n]*aws configure[^\n]*aws:profile NAME$/,
      );
      expect(String(error).includes("in profile work")).toBe(profile === "work");
    },
  );
});

test("a stack never uses a region's Local Zones, even if the account does", async () => {
  await pulumi.runtime.setMocks({
    newResource: () => ({ id: "", state: {} }),
    call({ token, inputs }) {
      if (token !== "aws:index/getAvailabilityZones:getAvailabilityZones") {
        return { locations: [], availabilityZones: [] };
      }
      const filtered =
        JSON.stringify(inputs.filters) === '[{"name":"zone-type","values":["availability-zone"]}]';
      return { names: filtered ? ["us-east-1a"] : ["us-east-1-lax-1a", "us-east-1a"] };
    },
  });
  const offers = await askOffers("us-east-1", { instanceType: "t4g.micro", shipLogs: false });
  expect(offers.zones).toEqual(["us-east-1a"]);
});
