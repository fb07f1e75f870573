import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ArtifactManifest, artifactManifestSchema } from "@soft-landing/artifact/manifest";
import { unpackArtifact } from "@soft-landing/artifact/unpack";
import { findPort } from "@soft-landing/aws-local/fleet/free-port";
import { inheritedEnvironment } from "@soft-landing/aws-local/fleet/inherited-environment";
import { type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import { answerKindHeader } from "@soft-landing/shared/page";
import { request } from "undici";
import { repositoryRoot } from "../../program/repository.ts";
import {
  type BenchProcess,
  benchProcess,
  type ForkedProcess,
  forkBenchProcess,
  nextMessage,
} from "../bench-process.ts";

/** What the server's benches need: the built artifacts, and Linux, whose /proc tells processor time and memory. */
export async function serverBenchUnavailable(): Promise<string | undefined> {
  if (process.platform !== "linux") {
    return "needs Linux: it reads a process's time and memory from /proc";
  }
  const missing = serverBuilds.map((build) => artifactFile(build, "tgz")).filter((file) => !existsSync(file));
  return missing.length === 0 ? undefined : `needs ${missing.join(" and ")}: run \`pnpm turbo build\` first`;
}

/** Where `turbo build` puts an artifact (tgz) and its manifest (json). */
function artifactFile(build: ServerBuild, extension: "tgz" | "json"): string {
  return join(repositoryRoot, "packages/server/dist", `${build}.${extension}`);
}

/** A build's artifact, unpacked into a temporary folder. */
export interface UnpackedArtifact extends AsyncDisposable {
  folder: string;
  /** Its `start`. */
  startFile: string;
  manifest: ArtifactManifest;
}

export async function unpackedBuild(build: ServerBuild): Promise<UnpackedArtifact> {
  const file = artifactFile(build, "tgz");
  const manifest = artifactManifestSchema.parse(
    JSON.parse(await readFile(artifactFile(build, "json"), "utf8")),
  );
  const folder = await mkdtemp(join(tmpdir(), `soft-landing-bench-${build}-`));
  const startFile = await unpackArtifact(file, join(folder, build), { sha256: manifest.sha256 });
  return { folder, startFile, manifest, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** A server process from an artifact, healthy. */
export interface ServedArtifact extends BenchProcess {
  url: string;
  /** From the start of the process to its first healthy answer. */
  startMs: number;
}

const healthLimitMs = 10_000;

/** Starts an artifact against an AWS endpoint on loopback and waits for its first healthy answer. */
export async function serveArtifact(
  { startFile }: UnpackedArtifact,
  awsPort: number,
  extra: NodeJS.ProcessEnv = {},
): Promise<ServedArtifact> {
  const port = await findPort();
  const startedMs = performance.now();
  const child = spawn(startFile, {
    cwd: dirname(startFile),
    env: { ...serverEnvironment(awsPort), HOST: "127.0.0.1", PORT: String(port), ...extra },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const served = benchProcess(child, port);
  const url = `http://127.0.0.1:${port}/`;
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null) {
      throw new Error(`The artifact's start ended with ${child.exitCode}.`);
    }
    if (performance.now() - startedMs > healthLimitMs) {
      await served[Symbol.asyncDispose]();
      throw new Error(`The artifact was not healthy within ${healthLimitMs / 1000} s.`);
    }
  }
  return { ...served, url, startMs: performance.now() - startedMs };
}

/** The environment of a server: of the user's own environment, only the path of Node. */
export function serverEnvironment(awsPort: number): NodeJS.ProcessEnv {
  return {
    ...inheritedEnvironment(),
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: `http://127.0.0.1:${awsPort}`,
    AWS_ACCESS_KEY_ID: "AKIABENCH",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${awsPort}`,
    RECOMMENDATION_TABLE: "bench",
    RECOMMENDATION_SWITCH_PARAMETER: "/bench",
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${url}healthcheck`);
    await body.dump();
    return statusCode === 200;
  } catch {
    await sleep(2);
    return false;
  }
}

/**
 * Requests pages until one is personal again. Resolves with the time that took, in milliseconds. Gives up
 * after 10 s.
 */
export async function untilPersonal(url: string, signal: AbortSignal): Promise<number> {
  const startMs = performance.now();
  while (performance.now() - startMs < healthLimitMs) {
    const { headers, body } = await request(url, { signal });
    await body.dump();
    if (headers[answerKindHeader] === "personal") {
      return performance.now() - startMs;
    }
    await sleep(10, undefined, { signal });
  }
  throw new Error("The server did not come back to personal pages within 10 s of its dependency's recovery.");
}

/** How the canned AWS endpoint treats reads of the table. */
export type TableOrder = { kind: "answer"; latencyMs: number } | { kind: "hang" } | { kind: "fail" };

export function startCannedAws(): Promise<ForkedProcess> {
  return forkBenchProcess(new URL("canned-aws-process.ts", import.meta.url));
}

/** Sets how the endpoint treats reads of the table from now on. */
export async function orderCannedAws({ child }: ForkedProcess, order: TableOrder): Promise<void> {
  const done = nextMessage(child);
  child.send(order);
  await done;
}
