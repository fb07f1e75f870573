import { closePlace, type Place, placeOfLab } from "@soft-landing/experiments/place/place";
import type { ServerBuild } from "@soft-landing/shared/builds";
import { stackOutputsSchema } from "@soft-landing/shared/stack-outputs";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { LabControl } from "../client/lab-control.ts";
import { deployedStack } from "../program/deployed-stack.ts";
import { watchHealth } from "./health-watch.ts";
import { type Pace, paceClients, paced, unpaced } from "./pace.ts";
import { createWorld, type World } from "./world.ts";

/** A world, and how to restore it. */
export interface OpenWorld {
  world: World;
  /**
   * Restores every switch that was changed, even after the signal has ended the run, and closes connections.
   */
  leave(): Promise<void>;
}

export interface LabWorldOptions {
  /** By default the only one. */
  stack?: string | undefined;
  /** What an update to the custom build deploys. */
  artifact?: string | undefined;
}

/** Parameter Store throttles at 40 reads a second, and the basic build reads it once for every page. */
const requestsPerSecondOnAws = 20;

/** The world of a lab's stack. */
export async function openLab(
  control: LabControl,
  signal: AbortSignal,
  { stack, artifact }: LabWorldOptions = {},
): Promise<OpenWorld> {
  let place = placeOfLab(await control.snapshot(stack));
  const pace = unpaced(signal);
  const unpace = paceClients(place.aws, pace, signal);
  const world = createWorld({
    place: () => place,
    pace,
    signal,
    async switchBuild(build) {
      const stopWatching = watchHealth(() => world.get("/healthcheck"));
      try {
        await control.switchBuild(
          build === "custom" && artifact !== undefined ? { build, artifact } : { build },
          { stack },
        );
      } finally {
        world.memory.duringChange = await stopWatching();
      }
      // A release changes the stack's outputs; the clients stay.
      place = { ...place, outputs: stackOutputsSchema.parse((await control.snapshot(stack)).outputs) };
    },
  });
  const original = await switchValue(world);
  return {
    world,
    async leave() {
      unpace();
      await putBack(world, original);
      closePlace(place);
    },
  };
}

/** The world on AWS. @param stack the stack to start with */
export async function openAws(stack: string, signal: AbortSignal): Promise<OpenWorld> {
  const stacks = { first: await deployedStack(stack), withBuild: deployedStack };
  return await openStacks(stacks, paced(requestsPerSecondOnAws, signal), signal);
}

/** The world of a lab in which Pulumi deploys. @param stackNames the stack of each build */
export async function openPulumiStacks(
  control: LabControl,
  stackNames: Readonly<Record<ServerBuild, string>>,
  signal: AbortSignal,
): Promise<OpenWorld> {
  const withBuild = async (build: ServerBuild) => placeOfLab(await control.snapshot(stackNames[build]));
  return await openStacks({ first: await withBuild("basic"), withBuild }, unpaced(signal), signal);
}

/** The stacks are side by side, and a change of version means looking at the other one. */
async function openStacks(
  stacks: { first: Place; withBuild(build: ServerBuild): Promise<Place> },
  pace: Pace,
  signal: AbortSignal,
): Promise<OpenWorld> {
  const touched: { place: Place; original: string; unpace: () => void }[] = [];
  let place = stacks.first;
  const world = createWorld({
    place: () => place,
    hasStackOfEachBuild: true,
    pace,
    signal,
    async switchBuild(build) {
      if (build === "custom") {
        throw new UserMistake(
          "The walkthrough does not bring your own artifact to a stack that Pulumi deploys.",
          "Deploy it with Pulumi, or run the walkthrough on its own lab.",
        );
      }
      const broken = await switchValue(world);
      place = await stacks.withBuild(build);
      await touch();
      await world.setParameter(broken);
    },
  });
  async function touch(): Promise<void> {
    const unpace = paceClients(place.aws, pace, signal);
    touched.push({ place, original: await switchValue(world), unpace });
  }
  await touch();
  return {
    world,
    async leave() {
      // Backwards, so that a stack that was opened twice ends as it was at first.
      for (const one of touched.toReversed()) {
        one.unpace();
        place = one.place;
        await putBack(world, one.original);
        closePlace(place);
      }
    },
  };
}

async function switchValue(world: World): Promise<string> {
  return (await world.parameter())?.Value ?? "true";
}

async function putBack(world: World, original: string): Promise<void> {
  if ((await switchValue(world)) !== original) {
    await world.setParameter(original);
  }
}
