import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { extract } from "tar";
import { type AwsStandIn, parameterName, tableName } from "./aws.ts";

/** A build's artifact as a process of its own, unpacked and started as an instance does. */
export interface ArtifactProcess {
  child: ChildProcess;
  port: number;
  url: string;
  /** Resolves with the exit code; rejects where a signal ended it. */
  ended: Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What an instance's environment holds, with the stand-in for AWS. */
export async function environmentFor(aws: AwsStandIn): Promise<Record<string, string>> {
  return {
    HOST: "127.0.0.1",
    PORT: String(await freePort()),
    AWS_REGION: "us-east-1",
    RECOMMENDATION_TABLE: tableName,
    RECOMMENDATION_SWITCH_PARAMETER: parameterName,
    AWS_ENDPOINT_URL: aws.url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:9",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
}

/**
 * Starts what `turbo build` has left in dist.
 *
 * @param output where its standard output goes: a pipe to this process, or an open file
 */
export async function startArtifact(
  build: string,
  environment: Record<string, string>,
  output: "pipe" | number = "pipe",
): Promise<ArtifactProcess> {
  const folder = await mkdtemp(join(tmpdir(), `soft-landing-${build}-`));
  const archive = join(import.meta.dirname, `../../dist/${build}.tgz`);
  await extract({ file: archive, cwd: folder });
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const child = spawn(join(folder, "start"), {
    env: { ...environment, PATH },
    stdio: ["ignore", output, "inherit"],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) =>
      code === null ? reject(new Error(`ended by ${signal}`)) : resolve(code),
    );
  });
  ended.catch(() => {});
  return {
    child,
    port: Number(environment.PORT),
    url: `http://127.0.0.1:${environment.PORT}`,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended.catch(() => {});
      await rm(folder, { recursive: true });
    },
  };
}

/** Waits until it answers its health check, however long the machine takes. */
export async function untilHealthy({ url, child }: ArtifactProcess): Promise<void> {
  while (child.exitCode === null) {
    const healthy = await fetch(`${url}/healthcheck`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) {
      return;
    }
  }
  throw new Error(`It ended with ${child.exitCode} before it was healthy.`);
}

/** A port that was free a moment ago: where its output cannot be read it must be told which to take. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
