import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { spawnEmptyLab } from "../../client/spawn-lab.ts";
import { infraDirectory, labEntry, nodeDirectory } from "../../program/repository.ts";
import { type Bench, rowOf } from "../bench.ts";

const run = promisify(execFile);
const rounds = 5;

/** What a person types, one after the other, and how long it may take. */
const steps: readonly { label: string; before?: readonly string[]; verb: string; goalMs?: number }[] = [
  { label: "first up", verb: "up", goalMs: 8_000 },
  { label: "up that changes nothing", verb: "up", goalMs: 4_000 },
  { label: "up of another build", before: ["config", "set", "build", "error-handling"], verb: "up" },
  { label: "destroy", verb: "destroy" },
];

/** The Pulumi CLI with the program of packages/infra against an empty lab. Each command without its preview, which runs the program once more. */
export const pulumiUp: Bench = {
  name: "pulumi-up",
  minutes: 2,
  title: "Pulumi's verbs on stack basic in the lab, without previews",
  async unavailable() {
    for (const command of ["pulumi", "pulumi-language-nodejs"]) {
      const found = await run("which", [command]).catch(() => undefined);
      if (found === undefined) {
        return `${command} is not on the PATH (https://www.pulumi.com/docs/install/)`;
      }
    }
    return undefined;
  },
  async run({ progress, signal }) {
    const times = new Map<string, number[]>(steps.map(({ label }) => [label, []]));
    await using lab = await emptyLab(signal);
    const pulumi = (...args: string[]) =>
      run("pulumi", args, { cwd: lab.project, env: lab.environment, signal });
    for (let round = 1; round <= rounds; round++) {
      await pulumi("stack", "init", "basic");
      for (const { label, before, verb } of steps) {
        progress(`round ${round} of ${rounds}: ${label}`);
        if (before !== undefined) {
          await pulumi(...before);
        }
        const startedMs = performance.now();
        await pulumi(verb, "--yes", "--skip-preview");
        times.get(label)?.push(performance.now() - startedMs);
      }
      await pulumi("stack", "rm", "--yes");
    }
    return steps.map(
      ({ label, goalMs }): BenchRow =>
        rowOf(
          label,
          "ms",
          times.get(label) ?? [],
          goalMs === undefined
            ? undefined
            : { text: `≤ ${goalMs / 1_000} s`, met: (median) => median <= goalMs },
        ),
    );
  },
};

interface PulumiLab extends AsyncDisposable {
  /** A copy of Pulumi.yaml, so that the stack's settings are not written beside the repository's. */
  project: string;
  environment: NodeJS.ProcessEnv;
}

async function emptyLab(signal: AbortSignal): Promise<PulumiLab> {
  await using opening = new AsyncDisposableStack();
  const project = await mkdtemp(join(tmpdir(), "soft-landing-bench-"));
  opening.defer(() => rm(project, { recursive: true, force: true }));
  const lab = await spawnEmptyLab({ signal });
  opening.defer(() => lab.stop());
  const { stdout } = await run(
    process.execPath,
    [labEntry, "env", "--json", "--console-port", String(lab.consolePort)],
    { signal },
  );
  const settings = await readFile(join(infraDirectory, "Pulumi.yaml"), "utf8");
  await writeFile(
    join(project, "Pulumi.yaml"),
    settings.replace(/^main: .*$/m, `main: ${join(infraDirectory, "src/pulumi-entry.js")}`),
  );
  await copyFile(join(infraDirectory, "Pulumi.basic.yaml"), join(project, "Pulumi.basic.yaml"));
  const open = opening.move();
  return {
    project,
    environment: {
      ...process.env,
      ...JSON.parse(stdout),
      PATH: [nodeDirectory, process.env.PATH].join(delimiter),
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
