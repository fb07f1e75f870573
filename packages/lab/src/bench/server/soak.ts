import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startLoadProcess } from "@soft-landing/experiments/load/load-process";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { type Bench, type BenchContext, rowOf } from "../bench.ts";
import { residentMegabytes } from "../bench-process.ts";
import { closedLoad } from "./offered-load.ts";
import {
  orderCannedAws,
  serveArtifact,
  serverBenchUnavailable,
  startCannedAws,
  type TableOrder,
  unpackedBuild,
  untilPersonal,
} from "./served-artifact.ts";

const totalRequests = 500_000;
const firstMeasuredAfter = 100_000;
const requestsPerFault = 10_000;
const requestsUnderFault = 500;
const clients = 16;
const faults: TableOrder[] = [{ kind: "hang" }, { kind: "fail" }];

/** Half a million pages with a fault every ten thousand: does the heap stay flat? */
export const soak: Bench = {
  name: "soak",
  title: `Soak: ${totalRequests} requests to the error-handling build, a fault every ${requestsPerFault}`,
  minutes: 3,
  unavailable: serverBenchUnavailable,
  run,
};

async function run({ progress, signal }: BenchContext): Promise<BenchRow[]> {
  await using aws = await startCannedAws();
  await using generator = startLoadProcess();
  await using artifact = await unpackedBuild("error-handling");
  const probeFile = join(artifact.folder, "heap-used");
  await using served = await serveArtifact(artifact, aws.port, {
    NODE_OPTIONS: `--require ${fileURLToPath(new URL("heap-probe.cjs", import.meta.url))}`,
    HEAP_PROBE_FILE: probeFile,
  });
  const heapAfter: number[] = [];
  let [asked, degraded, lost] = [0, 0, 0];
  for (let fault = 0; asked < totalRequests; fault += 1) {
    const load = { generator, url: served.url, signal };
    const quiet = await closedLoad(load, clients, { requests: requestsPerFault - requestsUnderFault });
    const order = faults[fault % faults.length];
    if (order !== undefined) {
      await orderCannedAws(aws, order);
    }
    const faulty = await closedLoad(load, clients, { requests: requestsUnderFault });
    await orderCannedAws(aws, { kind: "answer", latencyMs: 0 });
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
