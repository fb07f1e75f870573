import { UserMistake } from "@soft-landing/shared/user-mistake";
import pc from "picocolors";
import type { Check } from "../checker/check.ts";
import { type OpenWorld, openAws, openLab, openPulumiStacks } from "../checker/open-world.ts";
import { type CheckOutcome, runChecks } from "../checker/run-checks.ts";
import { findLab } from "../client/find-lab.ts";
import { spawnLab } from "../client/spawn-lab.ts";
import { checks as conformanceChecks } from "../conformance/registry.ts";
import { findCustomArtifact } from "../program/custom-artifact.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import type { CheckedStep } from "../walkthrough/step.ts";
import { expertWalkthroughSteps, walkthroughSteps } from "../walkthrough/steps.ts";
import { storyStacks } from "../walkthrough/story-stacks.ts";
import { untilInterrupted } from "./end-signals.ts";
import { type FindOption, note, printJson, type StackOption } from "./lab-command.ts";

/** Where checks run. */
interface PlaceOptions extends FindOption, StackOption {
  aws?: boolean;
  running?: boolean;
  asBuilt?: boolean;
}

export interface WalkthroughOptions extends PlaceOptions {
  artifact?: string;
  json?: boolean;
}

export interface ConformanceOptions extends PlaceOptions {
  json?: boolean;
}

export async function walkThrough(options: WalkthroughOptions): Promise<void> {
  if (options.aws && options.artifact) {
    throw new UserMistake("--artifact works in the lab only.", "Leave out --aws or --artifact.");
  }
  const artifact =
    options.artifact === undefined ? undefined : (await findCustomArtifact(options.artifact, undefined)).file;
  // A lab that the walkthrough starts has one stack, so --stack means the running lab.
  const running = options.running === true || options.stack !== undefined;
  const steps = artifact === undefined ? walkthroughSteps : expertWalkthroughSteps(artifact);
  const numberOf = ({ number }: CheckedStep) => String(number).padStart(2);
  const outcomes = await checkInPlace({ ...options, running, artifact }, steps, numberOf, true);
  const deviation = outcomes.find(({ outcome }) => outcome === "failed");
  if (options.json) {
    printJson({
      held: deviation === undefined,
      outcomes: outcomes.map(({ check: { id, number, source, title }, outcome, detail }) => ({
        id,
        number,
        source,
        title,
        held: outcome === "passed",
        seen: detail,
      })),
    });
  }
  if (deviation !== undefined) {
    const { number, source, title } = deviation.check;
    process.exitCode = 1;
    note(`\nStep ${number} (${source}), "${title}", failed: ${deviation.detail}.`);
  } else if (!options.json) {
    process.stdout.write(`\nAll ${steps.length} steps passed.\n`);
  }
}

export async function checkConformance(options: ConformanceOptions): Promise<void> {
  const outcomes = await checkInPlace(options, conformanceChecks, ({ id }) => id, false);
  const count = (wanted: CheckOutcome["outcome"]) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length;
  if (options.json) {
    printJson(
      outcomes.map(({ check: { id, title }, outcome, detail }) => ({
        id,
        title,
        outcome,
        ...(detail === "" ? {} : { detail }),
      })),
    );
  } else {
    const skipped = count("skipped") > 0 ? `, ${count("skipped")} skipped` : "";
    process.stdout.write(`\n${count("passed")} checks hold, ${count("failed")} differ${skipped}.\n`);
  }
  if (count("failed") > 0) {
    process.exitCode = 1;
  }
}

interface InPlaceOptions extends PlaceOptions {
  artifact?: string | undefined;
  json?: boolean;
}

/** Opens the place, runs the checks with a line for each, and restores everything. @throws Interruption */
async function checkInPlace<Kind extends Check>(
  options: InPlaceOptions,
  checks: readonly Kind[],
  nameOf: (check: Kind) => string,
  isStory: boolean,
): Promise<CheckOutcome<Kind>[]> {
  if (options.aws && isRunning(options)) {
    throw new UserMistake("--aws and --running cannot be combined.", "Leave out one of them.");
  }
  const width = Math.max(...checks.map((check) => nameOf(check).length));
  const onOutcome = (outcome: CheckOutcome<Kind>) => {
    if (!options.json) {
      process.stdout.write(`${outcomeLine(outcome, nameOf(outcome.check).padEnd(width))}\n`);
    }
  };
  return await untilInterrupted(stoppedWords(options, isStory), async (signal) => {
    const { world, leave } = await openPlace(options, isStory, signal);
    try {
      return await runChecks({ checks, world, onOutcome, signal, endAtFirstFailure: isStory });
    } finally {
      await leave();
    }
  });
}

function stoppedWords(options: InPlaceOptions, isStory: boolean): string {
  if (!options.aws && !isRunning(options)) {
    return "Stopped early. Everything that was started has ended.";
  }
  const build = isStory && !options.aws ? " `pnpm lab status` shows which build serves." : "";
  return `Stopped early. The switch is restored.${build}`;
}

function isRunning({ running, consolePort }: PlaceOptions): boolean {
  return running === true || consolePort !== undefined;
}

async function openPlace(options: InPlaceOptions, isStory: boolean, signal: AbortSignal): Promise<OpenWorld> {
  const { stack = "basic", artifact } = options;
  if (options.aws) {
    return await openAws(stack, signal);
  }
  if (isRunning(options)) {
    return await (isStory ? openStory(options, signal) : openRunning(options, signal));
  }
  if (!options.asBuilt) {
    await ensureBuilt(note, signal);
  }
  const lab = await spawnLab({ stack, signal });
  const open = await openLab(lab.control, signal, { artifact });
  return {
    world: open.world,
    async leave() {
      // The lab ends together with its switch, and may have ended already after Ctrl-C.
      if (!signal.aborted) {
        await open.leave();
      }
      await lab.stop();
    },
  };
}

async function openRunning({ consolePort, stack }: InPlaceOptions, signal: AbortSignal): Promise<OpenWorld> {
  const { control } = await findLab(consolePort);
  return await openLab(control, signal, { stack });
}

async function openStory(
  { consolePort, stack, artifact }: InPlaceOptions,
  signal: AbortSignal,
): Promise<OpenWorld> {
  const { control } = await findLab(consolePort);
  const { stacks } = await control.stacks();
  if (stacks.some(({ deployedBy }) => deployedBy === "pulumi")) {
    if (artifact !== undefined) {
      throw new UserMistake(
        "Pulumi deploys the stacks of this lab, so the walkthrough cannot deploy an artifact to them.",
        "Leave out --running: then the walkthrough starts its own lab.",
      );
    }
    return await openPulumiStacks(control, storyStacks(stacks, stack), signal);
  }
  const { build } = await control.snapshot(stack);
  if (build !== "basic") {
    throw new UserMistake(
      `The story starts with build basic, but this lab serves build ${build}.`,
      "Switch it first (pnpm lab switch basic), or leave out --running.",
    );
  }
  return await openLab(control, signal, { stack, artifact });
}

function outcomeLine({ check: { title }, outcome, detail }: CheckOutcome, name: string): string {
  const [mark, colour] = {
    passed: [pc.green("✓"), pc.dim],
    failed: [pc.red("✗"), pc.red],
    skipped: [pc.dim("–"), pc.dim],
  }[outcome] as [string, (text: string) => string];
  const seen = detail === "" ? "" : `: ${colour(outcome === "skipped" ? `skipped, ${detail}` : detail)}`;
  return `${mark} ${pc.dim(name)} ${title}${seen}`;
}
