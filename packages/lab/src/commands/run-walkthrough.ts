import { resolve } from "node:path";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import pc from "picocolors";
import { findLab } from "../client/find-lab.ts";
import { spawnLab } from "../client/spawn-lab.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { type OpenWorld, openAws, openLab } from "../walkthrough/places.ts";
import { runWalkthrough, type StepOutcome } from "../walkthrough/run-walkthrough.ts";
import { expertWalkthroughSteps, walkthroughSteps } from "../walkthrough/steps.ts";
import { endSignals } from "./end-signals.ts";
import { note, printJson } from "./lab-command.ts";
import type { WalkthroughCommandOptions } from "./walkthrough.ts";

/** The conventional exit code of a program that Ctrl-C has ended. */
const endedBySignal = 130;

/** Carries `walkthrough` out. Sets exit code 1 at the first step that deviates, 130 after Ctrl-C. */
export async function runWalkthroughCommand(options: WalkthroughCommandOptions): Promise<void> {
  if (options.aws && options.artifact) {
    throw new UserMistake("--artifact is for the lab.", "Leave out --aws or --artifact.");
  }
  const signal = endSignals();
  const artifact = options.artifact === undefined ? undefined : resolve(options.artifact);
  const steps = artifact === undefined ? walkthroughSteps : expertWalkthroughSteps(artifact);
  const outcomes: StepOutcome[] = [];
  try {
    const open = await openPlace(options, artifact, signal);
    try {
      await runWalkthrough({
        steps,
        world: open.world,
        signal,
        onOutcome(outcome) {
          outcomes.push(outcome);
          if (!options.json) {
            process.stdout.write(`${line(outcome)}\n`);
          }
        },
      });
    } finally {
      await open.leave();
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    note("Ended early; what was started is ended, and the switch is as it was.");
    process.exitCode = endedBySignal;
    return;
  }
  report(outcomes, steps.length, options);
}

async function openPlace(
  options: WalkthroughCommandOptions,
  artifact: string | undefined,
  signal: AbortSignal,
): Promise<OpenWorld> {
  if (options.aws) {
    return await openAws();
  }
  if (!options.asBuilt) {
    await ensureBuilt(note, signal);
  }
  if (options.running || options.consolePort !== undefined) {
    const { control } = await findLab(options.consolePort);
    const { build } = await control.snapshot();
    if (build === "basic") {
      return await openLab(control, artifact);
    }
    throw new UserMistake(
      `The story begins with build basic, and this lab serves ${build}.`,
      "Switch it first (pnpm lab switch basic), or leave out --running.",
    );
  }
  const lab = await spawnLab({ stack: "basic", signal });
  const open = await openLab(lab.control, artifact);
  return {
    world: open.world,
    async leave() {
      // The lab ends with its switch; after Ctrl-C it may be gone already.
      if (!signal.aborted) {
        await open.leave();
      }
      await lab.stop();
    },
  };
}

function line({ number, title, held, seen }: StepOutcome): string {
  const mark = held ? pc.green("✓") : pc.red("✗");
  return `${mark} ${pc.dim(String(number).padStart(2))} ${title}: ${held ? pc.dim(seen) : pc.red(seen)}`;
}

function report(outcomes: readonly StepOutcome[], steps: number, { json }: WalkthroughCommandOptions): void {
  const deviation = outcomes.find(({ held }) => !held);
  if (json) {
    printJson({ held: deviation === undefined, outcomes });
  }
  if (deviation !== undefined) {
    process.exitCode = 1;
    note(
      `\nStep ${deviation.number} (${deviation.source}), "${deviation.title}", did not come out as it should: ${deviation.seen}.`,
    );
  } else if (!json) {
    process.stdout.write(`\nAll ${steps} steps came out as they should.\n`);
  }
}
