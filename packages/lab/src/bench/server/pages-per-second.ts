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
const secondsPerRound = 2;

/**
 * Pages per second of the builds beside bare node:http with the SDK's default clients, with an AWS endpoint that answers at
 * once. `error-handling` reads the switch in the background, so that a page makes the table's call alone. Bare node:http
 * with that one call shows what is left for a build's policies and log.
 */
export const pagesPerSecond: Bench = {
  name: "pages",
  title: "Pages per second: the builds against bare node:http with the SDK's default clients",
  unavailable: serverBenchUnavailable,
  run,
};

/** What each build is compared with. */
const yardsticks = { both: "bare, both calls", one: "bare, one call" };
type Yardstick = keyof typeof yardsticks;

/** A build beside a yardstick, with the least share that is its goal. */
interface Comparison {
  to: Yardstick;
  least?: number;
}

const withoutGoal: Comparison[] = [{ to: "both" }];
const comparisons: Partial<Record<ServerBuild, Comparison[]>> = {
  // Koa and the choice between HTML and JSON are a twentieth of a page's processor time.
  basic: [{ to: "both", least: 0.92 }],
  "error-handling": [
    { to: "both", least: 1.8 },
    { to: "one", least: 0.85 },
  ],
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
  const loaded = (url: string, pid: number): Loaded => ({ url, pid, perSecond: [], perCpuSecond: [] });
  const builds: { build: ServerBuild; loaded: Loaded }[] = [];
  for (const build of serverBuilds) {
    const artifact = started.use(await unpackedBuild(build));
    const { url, pid } = started.use(await serveArtifact(artifact, aws.port));
    builds.push({ build, loaded: loaded(url, pid) });
  }
  const page = await pageTemplate(builds[0]?.loaded.url ?? "");
  const bareServer = async (calls: Yardstick) => {
    const env = { ...serverEnvironment(aws.port), BENCH_PAGE: page, BENCH_CALLS: calls };
    const { port, pid } = started.use(
      await forkBenchProcess(new URL("bare-server-process.ts", import.meta.url), { env }),
    );
    return loaded(`http://127.0.0.1:${port}/`, pid);
  };
  const bare: Record<Yardstick, Loaded> = { both: await bareServer("both"), one: await bareServer("one") };
  await measure([...Object.values(bare), ...builds.map(({ loaded }) => loaded)], generator, context);
  const rows = (unit: string, words: string, rates: "perSecond" | "perCpuSecond") => [
    rowOf(yardsticks.both, unit, bare.both[rates]),
    rowOf(yardsticks.one, unit, bare.one[rates]),
    ...builds.map(({ build, loaded }) => rowOf(build, unit, loaded[rates])),
    rowOf(`${yardsticks.one} / both calls${words}`, "×", ratios(bare.one[rates], bare.both[rates])),
    ...builds.flatMap(({ build, loaded }) =>
      (comparisons[build] ?? withoutGoal).map(({ to, least }) =>
        rowOf(
          `${build} / ${yardsticks[to]}${words}`,
          "×",
          ratios(loaded[rates], bare[to][rates]),
          least === undefined ? undefined : { text: `at least ${least}`, met: (ratio) => ratio >= least },
        ),
      ),
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
