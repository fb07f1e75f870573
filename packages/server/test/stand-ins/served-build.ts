import type { ServerBuild } from "@soft-landing/shared/builds";
import type { InstanceIdentity } from "@soft-landing/shared/page";
import { vi } from "vitest";
import { createApp } from "../../src/app.ts";
import type { Build, BuildParts } from "../../src/builds/build.ts";
import { listen } from "../../src/http-server.ts";
import { defaultPolicySettings, type PolicySettings } from "../../src/policies/recommendation-policies.ts";
import { type AwsStandIn, parameterName, tableName } from "./aws.ts";
import { loopback, recordedLog } from "./logs.ts";

export const identity: InstanceIdentity = {
  id: "i-0123456789abcdef0",
  availabilityZone: "us-east-1b",
  type: "t4g.micro",
  imageId: "ami-0123456789abcdef0",
  privateIp: "10.0.2.15",
  accountId: "123456789012",
};

/** A build that listens on loopback, in this process, and what it has logged. */
export interface ServedBuild {
  url: string;
  port: number;
  log: Record<string, unknown>[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** The policies' numbers, with so much time that a busy machine does not look like a slow table. */
const unhurried: PolicySettings = { ...defaultPolicySettings, budgetMs: 15_000, callTimeoutMs: 10_000 };

/** Composes and serves a build whose AWS is the stand-in. */
export async function serve(
  name: ServerBuild,
  aws: AwsStandIn,
  { settings = unhurried, instance = identity } = {},
): Promise<ServedBuild> {
  vi.stubEnv("AWS_ENDPOINT_URL", aws.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const { compose }: { compose: (parts: BuildParts, settings: PolicySettings) => Build } = await import(
    `../../src/builds/${name}.ts`
  );
  const { log, lines } = recordedLog(name);
  const environment = {
    HOST: "127.0.0.1",
    PORT: 0,
    AWS_REGION: "us-east-1",
    RECOMMENDATION_TABLE: tableName,
    RECOMMENDATION_SWITCH_PARAMETER: parameterName,
  };
  const build = compose({ name, environment, log }, settings);
  await build.warmUp?.();
  const server = await listen(createApp({ name, instance, log }, build).callback(), { ...loopback, log });
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    log: lines,
    async [Symbol.asyncDispose]() {
      build.close();
      await server.stop(0);
      vi.unstubAllEnvs();
    },
  };
}
