import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inheritedEnvironment } from "@soft-landing/aws-local/fleet/inherited-environment";
import { type ArtifactManifest, artifactManifestSchema } from "@soft-landing/shared/artifact-manifest";
import type { ServerBuild } from "@soft-landing/shared/builds";
import { x as extract } from "tar";
import { request } from "undici";

/** Where `turbo build` puts an artifact (tgz) and its manifest (json). */
export function artifactFile(build: ServerBuild, extension: "tgz" | "json"): string {
  return fileURLToPath(new URL(`../../../../server/dist/${build}.${extension}`, import.meta.url));
}

/** A build's artifact, unpacked into a temporary folder. */
export interface UnpackedArtifact {
  folder: string;
  manifest: ArtifactManifest;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function unpackArtifact(build: ServerBuild): Promise<UnpackedArtifact> {
  const manifest = artifactManifestSchema.parse(
    JSON.parse(await readFile(artifactFile(build, "json"), "utf8")),
  );
  const folder = await mkdtemp(join(tmpdir(), `soft-landing-bench-${build}-`));
  await extract({ file: artifactFile(build, "tgz"), cwd: folder });
  return { folder, manifest, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** A server process from an artifact, healthy. */
export interface ServedArtifact {
  url: string;
  pid: number;
  /** From the start of the process to its first healthy answer. */
  startMs: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts an artifact against an AWS endpoint on loopback and waits for its first healthy answer. */
export async function serveArtifact(
  artifact: UnpackedArtifact,
  awsPort: number,
  extra: NodeJS.ProcessEnv = {},
): Promise<ServedArtifact> {
  const port = await freePort();
  const environment = { ...serverEnvironment(awsPort), HOST: "127.0.0.1", PORT: String(port), ...extra };
  const startedMs = performance.now();
  const child = spawn(join(artifact.folder, "start"), {
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  const url = `http://127.0.0.1:${port}/`;
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null) {
      throw new Error(`The artifact's start ended with ${child.exitCode}.`);
    }
    if (performance.now() - startedMs > 10_000) {
      await end();
      throw new Error("The artifact was not healthy within 10 s.");
    }
  }
  const startMs = performance.now() - startedMs;
  return { url, pid: child.pid ?? 0, startMs, [Symbol.asyncDispose]: end };
}

/** What a server needs to know, and nothing of the person's own environment but where Node is. */
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
    await new Promise((resolve) => setTimeout(resolve, 2));
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") {
    throw new Error("No free port.");
  }
  return address.port;
}
