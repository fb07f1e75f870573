import { type LoadProcess, startLoadProcess } from "@soft-landing/experiments/load/load-process";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import { type Bench, type BenchContext, ratios, rowOf } from "../bench.ts";
import { forkBenchProcess, withCpuSeconds } from "../bench-process.ts";
import { closedLoad } from "./offered-load.ts";
import {
  serveArtifact,
  serverBenchUnavailable,
  serverEnvironment,
  startCannedAws,
  unpackedBuild,
} from "./served-artifact.ts";

const rounds = 10;
const clients = 16;
const secondsPerRound = 1;

/** Pages per second of the builds beside bare node:http with the same SDK calls, with an AWS endpoint that answers at once. */
export const pagesPerSecond: Bench = {
  name: "pages",
  title: "Pages per second: the builds against bare node:http with the SDK's default clients and both calls",
  unavailable: serverBenchUnavailable,
  run,
};

/** The goal of a build, as a share of the yardstick. */
const goals: Partial<Record<ServerBuild, { text: string; met(ratio: number): boolean }>> = {
  basic: { text: "at least 0.97", met: (ratio) => ratio >= 0.97 },
  "error-handling": { text: "at least 1.8 (aim 2.5)", met: (ratio) => ratio >= 1.8 },
};

/** A server under load, with what each round gave: pages by the wall's clock, and by the processor time that it used for them. */
interface Loaded {
  url: string;
  pid: number;
  perSecond: number[];
  perCpuSecond: number[];
}

async function run(context: BenchContext): Promise<BenchRow[]> {
  await using aws = await startCannedAws();
  await using generator = startLoadProcess();
  await using started = new AsyncDisposableStack();
  const builds: { build: ServerBuild; loaded: Loaded }[] = [];
  for (const build of serverBuilds) {
    const artifact = started.use(await unpackedBuild(build));
    const { url, pid } = started.use(await serveArtifact(artifact, aws.port));
    builds.push({ build, loaded: { url, pid, perSecond: [], perCpuSecond: [] } });
  }
  await using bareProcess = await forkBenchProcess(new URL("bare-server-process.ts", import.meta.url), {
    env: { ...serverEnvironment(aws.port), BENCH_PAGE: await pageTemplate(builds[0]?.loaded.url ?? "") },
  });
  const bareUrl = `http://127.0.0.1:${bareProcess.port}/`;
  const bare: Loaded = { url: bareUrl, pid: bareProcess.pid, perSecond: [], perCpuSecond: [] };
  await measure([bare, ...builds.map(({ loaded }) => loaded)], generator, context);
  const rows = (unit: string, words: string, rates: "perSecond" | "perCpuSecond") => [
    rowOf("bare node:http", unit, bare[rates]),
    ...builds.map(({ build, loaded }) => rowOf(build, unit, loaded[rates])),
    ...builds.map(({ build, loaded }) =>
      rowOf(`${build} / bare${words}`, "×", ratios(loaded[rates], bare[rates]), goals[build]),
    ),
  ];
  return [...rows("pages/s", "", "perSecond"), ...rows("pages/CPU-s", ", by CPU time", "perCpuSecond")];
}

async function measure(
  servers: readonly Loaded[],
  generator: LoadProcess,
  { progress, signal }: BenchContext,
): Promise<void> {
  for (const { url } of servers) {
    await closedLoad({ generator, url, signal }, clients, { seconds: 2 });
  }
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const { url, pid, perSecond, perCpuSecond } of servers) {
      const { personal, elapsedMs, cpuSeconds } = await withCpuSeconds({ pid }, () =>
        closedLoad({ generator, url, signal }, clients, { seconds: secondsPerRound }),
      );
      perSecond.push((personal * 1_000) / elapsedMs);
      perCpuSecond.push(personal / cpuSeconds);
    }
  }
}

/**
 * The page of the real server, with placeholders for the table's values, so that the yardstick sends the same
 * bytes.
 */
async function pageTemplate(url: string): Promise<string> {
  const response = await fetch(url);
  const html = await response.text();
  return html.replaceAll("Margaret", "{user}").replaceAll("The Twilight Zone", "{show}");
}
