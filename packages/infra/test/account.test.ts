import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { awsClientSettings, mistakenAwsConfig } from "../src/account.ts";

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
