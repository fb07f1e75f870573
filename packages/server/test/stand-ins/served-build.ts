import { Writable } from "node:stream";
import type { InstanceIdentity } from "@soft-landing/shared/page";
import { vi } from "vitest";
import type { Build } from "../../src/builds/build.ts";
import { listen } from "../../src/http-server.ts";
import { createLog } from "../../src/log.ts";
import { type AwsStandIn, parameterName, tableName } from "./aws.ts";
import { loopback } from "./quiet-log.ts";

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

/** Composes and serves a build whose AWS is the stand-in. */
export async function serve(build: Build, aws: AwsStandIn, who = identity): Promise<ServedBuild> {
  vi.stubEnv("AWS_ENDPOINT_URL", aws.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const lines: Record<string, unknown>[] = [];
  const log = createLog(build.name, linesInto(lines));
  const composed = await build.compose({
    environment: {
      HOST: "127.0.0.1",
      PORT: 0,
      AWS_REGION: "us-east-1",
      RECOMMENDATION_TABLE: tableName,
      RECOMMENDATION_SWITCH_PARAMETER: parameterName,
    },
    identity: who,
    log,
  });
  await composed.warmUp?.();
  const server = await listen(composed.app.callback(), { ...loopback, log });
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    log: lines,
    async [Symbol.asyncDispose]() {
      await composed.close();
      await server.stop(0);
      vi.unstubAllEnvs();
    },
  };
}

function linesInto(log: Record<string, unknown>[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      log.push(JSON.parse(String(chunk)));
      done();
    },
  });
}
