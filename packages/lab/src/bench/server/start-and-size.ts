import { setTimeout as sleep } from "node:timers/promises";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import { type Bench, type BenchContext, rowOf } from "../bench.ts";
import { residentMegabytes } from "../bench-process.ts";
import {
  serveArtifact,
  serverBenchUnavailable,
  startCannedAws,
  type UnpackedArtifact,
  unpackedBuild,
} from "./served-artifact.ts";

const rounds = 9;
/** How long a started server is idle before its memory is read. */
const idleMs = 1_000;

/** How large the artifacts are, how soon they answer, and how much memory they need when idle. */
export const startAndSize: Bench = {
  name: "start",
  title: "The artifact: its size, from its start to the first healthy answer, and its memory when idle",
  unavailable: serverBenchUnavailable,
  run,
};

async function run({ progress, signal }: BenchContext): Promise<BenchRow[]> {
  await using aws = await startCannedAws();
  await using unpacked = new AsyncDisposableStack();
  const measured: {
    build: ServerBuild;
    artifact: UnpackedArtifact;
    startMs: number[];
    idleMegabytes: number[];
  }[] = [];
  for (const build of serverBuilds) {
    const artifact = unpacked.use(await unpackedBuild(build));
    measured.push({ build, artifact, startMs: [], idleMegabytes: [] });
  }
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const { artifact, startMs, idleMegabytes } of measured) {
      await using served = await serveArtifact(artifact, aws.port);
      startMs.push(served.startMs);
      await sleep(idleMs, undefined, { signal });
      idleMegabytes.push(await residentMegabytes(served.pid));
    }
  }
  return measured.flatMap(({ build, artifact, startMs, idleMegabytes }) => {
    const { unpackedBytes, packedBytes } = artifact.manifest;
    return [
      rowOf(`${build}: unpacked`, "KB", [unpackedBytes / 1e3], atMost(1_100)),
      rowOf(`${build}: packed`, "KB", [packedBytes / 1e3], atMost(250)),
      rowOf(`${build}: start to first healthy answer`, "ms", startMs, atMost(200)),
      rowOf(`${build}: resident when idle`, "MB", idleMegabytes, atMost(95)),
    ];
  });
}

function atMost(limit: number) {
  return { text: `at most ${limit}`, met: (value: number) => value <= limit };
}
