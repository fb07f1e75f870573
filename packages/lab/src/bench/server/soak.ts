import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Bench, BenchContext, BenchRow } from "../bench.ts";
import { residentMegabytes } from "../process-usage.ts";
import { rowOf } from "../rounds.ts";
import { type BenchProcess, makeLoad, orderCannedAws, startBenchProcess } from "./bench-process.ts";
import { serverBenchUnavailable } from "./prerequisites.ts";
import type { CannedAwsOrder } from "./process-messages.ts";
import { type ServedArtifact, serveArtifact, unpackArtifact } from "./served-artifact.ts";
import { untilPersonal } from "./until-personal.ts";

const totalRequests = 500_000;
const firstMeasuredAfter = 100_000;
const requestsPerFault = 10_000;
const requestsUnderFault = 500;
const faults: CannedAwsOrder["table"][] = [{ kind: "hang" }, { kind: "fail" }];

/** Half a million pages with a fault every ten thousand: does the heap stay where it was? */
export const soak: Bench = {
  name: "soak",
  title: `Soak: ${totalRequests} requests to the error-handling build, a fault every ${requestsPerFault}`,
  minutes: 3,
  unavailable: serverBenchUnavailable,
  run,
};

async function run({ progress, signal }: BenchContext): Promise<BenchRow[]> {
  await using aws = await startBenchProcess("canned-aws-process.ts");
  await using generator = await startBenchProcess("load-process.ts");
  await using artifact = await unpackArtifact("error-handling");
  const probeFile = join(artifact.folder, "heap-used");
  await using served = await serveArtifact(artifact, aws.port, {
    NODE_OPTIONS: `--require ${fileURLToPath(new URL("heap-probe.cjs", import.meta.url))}`,
    HEAP_PROBE_FILE: probeFile,
  });
  const heapAfter: number[] = [];
  let [asked, degraded, lost] = [0, 0, 0];
  for (let fault = 0; asked < totalRequests; fault += 1) {
    const quiet = await ask(generator, served, requestsPerFault - requestsUnderFault, signal);
    const order = faults[fault % faults.length];
    if (order !== undefined) {
      await orderCannedAws(aws, { table: order });
    }
    const faulty = await ask(generator, served, requestsUnderFault, signal);
    await orderCannedAws(aws, { table: { kind: "answer", latencyMs: 0 } });
    await untilPersonal(served.url, signal);
    for (const result of [quiet, faulty]) {
      asked += result.personal + result.degraded + result.lost + result.refused;
      degraded += result.degraded;
      lost += result.lost + result.refused;
    }
    if (asked >= firstMeasuredAfter * (heapAfter.length + 1)) {
      heapAfter.push(await heapUsedMegabytes(served.pid, probeFile, signal));
      progress(
        `${asked} of ${totalRequests} requests, heap ${heapAfter.at(-1)?.toFixed(1)} MB after collection`,
      );
    }
  }
  return rowsFrom({ heapAfter, degraded, lost, resident: await residentMegabytes(served.pid) });
}

function ask(generator: BenchProcess, { url }: ServedArtifact, requests: number, signal: AbortSignal) {
  return makeLoad(generator, { kind: "counted", url, connections: 16, requests }, signal);
}

async function heapUsedMegabytes(pid: number, probeFile: string, signal: AbortSignal): Promise<number> {
  await rm(probeFile, { force: true });
  process.kill(pid, "SIGUSR2");
  for (;;) {
    try {
      return Number(await readFile(probeFile, "utf8")) / 1e6;
    } catch {
      await sleep(20, undefined, { signal });
    }
  }
}

function rowsFrom(outcome: {
  heapAfter: number[];
  degraded: number;
  lost: number;
  resident: number;
}): BenchRow[] {
  const { heapAfter, degraded, lost, resident } = outcome;
  const [first, last] = [heapAfter[0] ?? Number.NaN, heapAfter.at(-1) ?? Number.NaN];
  return [
    rowOf("heap after collection, every 100,000 requests", "MB", heapAfter),
    rowOf("heap at the end over that after the first 100,000", "%", [100 * (last / first - 1)], {
      text: "within 5",
      met: (percent) => percent <= 5,
    }),
    rowOf("resident at the end", "MB", [resident]),
    rowOf("degraded answers", "requests", [degraded]),
    rowOf("lost or refused", "requests", [lost], { text: "none", met: (count) => count === 0 }),
  ];
}
