import type { Bench, BenchContext, BenchRow } from "../bench.ts";
import { cpuSeconds } from "../process-usage.ts";
import { ratios, rowOf } from "../rounds.ts";
import { type BenchProcess, makeLoad, startBenchProcess } from "./bench-process.ts";
import { serverBenchUnavailable } from "./prerequisites.ts";
import { serveArtifact, serverEnvironment, unpackArtifact } from "./served-artifact.ts";

const rounds = 10;
const load = { kind: "closed", connections: 16, durationMs: 1_000 } as const;

/** Pages per second of both builds beside bare node:http with the same SDK calls, with an AWS endpoint that answers at once. */
export const pagesPerSecond: Bench = {
  name: "pages",
  title: "Pages per second: the builds against bare node:http with the SDK's default clients and both calls",
  unavailable: serverBenchUnavailable,
  run,
};

const names = ["bare", "basic", "errorHandling"] as const;
type Name = (typeof names)[number];
type Served = Record<Name, { url: string; pid: number }>;

/** What each round gave, by server: pages by the wall's clock, and by the processor time the server used for them. */
interface Rates {
  perSecond: Record<Name, number[]>;
  perCpuSecond: Record<Name, number[]>;
}

async function run(context: BenchContext): Promise<BenchRow[]> {
  await using aws = await startBenchProcess("canned-aws-process.ts");
  await using generator = await startBenchProcess("load-process.ts");
  await using basicArtifact = await unpackArtifact("basic");
  await using errorHandlingArtifact = await unpackArtifact("error-handling");
  await using basic = await serveArtifact(basicArtifact, aws.port);
  await using errorHandling = await serveArtifact(errorHandlingArtifact, aws.port);
  await using bareProcess = await startBenchProcess("bare-server-process.ts", {
    ...serverEnvironment(aws.port),
    BENCH_PAGE: await pageTemplate(basic.url),
  });
  const bare = { url: `http://127.0.0.1:${bareProcess.port}/`, pid: bareProcess.child.pid ?? 0 };
  return rowsFrom(await measure({ bare, basic, errorHandling }, generator, context));
}

async function measure(
  served: Served,
  generator: BenchProcess,
  { progress, signal }: BenchContext,
): Promise<Rates> {
  const rates: Rates = {
    perSecond: { bare: [], basic: [], errorHandling: [] },
    perCpuSecond: { bare: [], basic: [], errorHandling: [] },
  };
  for (const name of names) {
    await makeLoad(generator, { ...load, durationMs: 2_000, url: served[name].url }, signal);
  }
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const name of names) {
      const { url, pid } = served[name];
      const usedBefore = await cpuSeconds(pid);
      const { personal, elapsedMs } = await makeLoad(generator, { ...load, url }, signal);
      rates.perSecond[name].push((personal * 1_000) / elapsedMs);
      rates.perCpuSecond[name].push(personal / ((await cpuSeconds(pid)) - usedBefore));
    }
  }
  return rates;
}

function rowsFrom({ perSecond, perCpuSecond }: Rates): BenchRow[] {
  const overBare = (rates: Record<Name, number[]>, name: Name) => ratios(rates[name], rates.bare);
  const basicGoal = { text: "at least 0.97", met: (ratio: number) => ratio >= 0.97 };
  const errorHandlingGoal = { text: "at least 1.8 (aim 2.5)", met: (ratio: number) => ratio >= 1.8 };
  return [
    rowOf("bare node:http", "pages/s", perSecond.bare),
    rowOf("basic", "pages/s", perSecond.basic),
    rowOf("error-handling", "pages/s", perSecond.errorHandling),
    rowOf("basic / bare", "×", overBare(perSecond, "basic"), basicGoal),
    rowOf("error-handling / bare", "×", overBare(perSecond, "errorHandling"), errorHandlingGoal),
    rowOf("bare node:http", "pages/CPU-s", perCpuSecond.bare),
    rowOf("basic", "pages/CPU-s", perCpuSecond.basic),
    rowOf("error-handling", "pages/CPU-s", perCpuSecond.errorHandling),
    rowOf("basic / bare, by CPU time", "×", overBare(perCpuSecond, "basic"), basicGoal),
    rowOf(
      "error-handling / bare, by CPU time",
      "×",
      overBare(perCpuSecond, "errorHandling"),
      errorHandlingGoal,
    ),
  ];
}

/** The page that the real server makes, with places for what the table says, so that the yardstick sends the same bytes. */
async function pageTemplate(url: string): Promise<string> {
  const response = await fetch(url);
  const html = await response.text();
  return html.replaceAll("Margaret", "{user}").replaceAll("The Twilight Zone", "{show}");
}
