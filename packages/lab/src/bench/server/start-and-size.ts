import { setTimeout as sleep } from "node:timers/promises";
import { type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import { type Bench, type BenchContext, type BenchRow, rowOf } from "../bench.ts";
import { residentMegabytes } from "../process-usage.ts";
import { startCannedAws } from "./canned-aws.ts";
import {
  serveArtifact,
  serverBenchUnavailable,
  type UnpackedArtifact,
  unpackedBuild,
} from "./served-artifact.ts";

const rounds = 9;
/** How long a started server is left alone before its memory is read. */
const idleMs = 1_000;

/** How big the artifacts are, how soon they answer, and what they take up while nobody asks. */
export const startAndSize: Bench = {
  name: "start",
  title: "The artifact: its size, from its start to the first healthy answer, and its memory when idle",
  unavailable: serverBenchUnavailable,
  run,
};

async function run({ progress, signal }: BenchContext): Promise<BenchRow[]> {
  await using aws = await startCannedAws();
  await using basic = await unpackedBuild("basic");
  await using errorHandling = await unpackedBuild("error-handling");
  const artifacts: Record<ServerBuild, UnpackedArtifact> = { basic, "error-handling": errorHandling };
  const startMs: Record<ServerBuild, number[]> = { basic: [], "error-handling": [] };
  const idleMegabytes: Record<ServerBuild, number[]> = { basic: [], "error-handling": [] };
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const build of serverBuilds) {
      await using served = await serveArtifact(artifacts[build], aws.port);
      startMs[build].push(served.startMs);
      await sleep(idleMs, undefined, { signal });
      idleMegabytes[build].push(await residentMegabytes(served.pid));
    }
  }
  return serverBuilds.flatMap((build) => {
    const { unpackedBytes, packedBytes } = artifacts[build].manifest;
    return [
      rowOf(`${build}: unpacked`, "KB", [unpackedBytes / 1e3], atMost(1_100)),
      rowOf(`${build}: packed`, "KB", [packedBytes / 1e3], atMost(250)),
      rowOf(`${build}: start to first healthy answer`, "ms", startMs[build], atMost(200)),
      rowOf(`${build}: resident when idle`, "MB", idleMegabytes[build], atMost(95)),
    ];
  });
}

function atMost(limit: number) {
  return { text: `at most ${limit}`, met: (value: number) => value <= limit };
}
