import { type LoadProcess, startLoadProcess } from "@soft-landing/experiments/load/load-process";
import { type Bench, type BenchContext, type BenchRow, ratios, rowOf } from "../bench.ts";
import { forkBenchProcess } from "../bench-process.ts";
import { cpuSeconds } from "../process-usage.ts";
import { startCannedAws } from "./canned-aws.ts";
import { closedLoad } from "./offered-load.ts";
import {
  serveArtifact,
  serverBenchUnavailable,
  serverEnvironment,
  unpackedBuild,
} from "./served-artifact.ts";

const rounds = 10;
const clients = 16;
const secondsPerRound = 1;

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
  await using aws = await startCannedAws();
  await using generator = startLoadProcess();
  await using basicArtifact = await unpackedBuild("basic");
  await using errorHandlingArtifact = await unpackedBuild("error-handling");
  await using basic = await serveArtifact(basicArtifact, aws.port);
  await using errorHandling = await serveArtifact(errorHandlingArtifact, aws.port);
  await using bareProcess = await forkBenchProcess(new URL("bare-server-process.ts", import.meta.url), {
    env: { ...serverEnvironment(aws.port), BENCH_PAGE: await pageTemplate(basic.url) },
  });
  const bare = { url: `http://127.0.0.1:${bareProcess.port}/`, pid: bareProcess.pid };
  return rowsFrom(await measure({ bare, basic, errorHandling }, generator, context));
}

async function measure(
  served: Served,
  generator: LoadProcess,
  { progress, signal }: BenchContext,
): Promise<Rates> {
  const rates: Rates = {
    perSecond: { bare: [], basic: [], errorHandling: [] },
    perCpuSecond: { bare: [], basic: [], errorHandling: [] },
  };
  for (const name of names) {
    await closedLoad({ generator, url: served[name].url, signal }, clients, { seconds: 2 });
  }
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const name of names) {
      const { url, pid } = served[name];
      const usedBefore = await cpuSeconds(pid);
      const { personal, elapsedMs } = await closedLoad({ generator, url, signal }, clients, {
        seconds: secondsPerRound,
      });
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
