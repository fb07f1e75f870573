import { closePlace, type Place, placeOfLab } from "@soft-landing/experiments/place/place";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { LabControl } from "../client/lab-control.ts";
import { deployedStack } from "../program/deployed-stack.ts";
import { awsWorld } from "./aws-world.ts";
import { watchHealth } from "./health-watch.ts";
import type { WalkthroughWorld } from "./world.ts";

/** A world, and how to leave it as it was found. */
export interface OpenWorld {
  world: WalkthroughWorld;
  /** Puts back every switch that was touched and closes connections. */
  leave(): Promise<void>;
}

/**
 * The walkthrough's world on a lab.
 *
 * @param artifact what a change to the custom build brings
 */
export async function openLab(control: LabControl, artifact?: string): Promise<OpenWorld> {
  let place = placeOfLab(await control.snapshot());
  const world = awsWorld(
    () => place,
    async (build) => {
      const stopWatching = watchHealth(() => world.get("/healthcheck"));
      try {
        await control.switchBuild(
          build === "custom" && artifact !== undefined ? { build, artifact } : { build },
        );
      } finally {
        world.memory.duringChange = await stopWatching();
      }
      closePlace(place);
      place = placeOfLab(await control.snapshot());
    },
  );
  const original = await switchValue(world);
  return {
    world,
    async leave() {
      if ((await switchValue(world)) !== original) {
        await world.setParameter(original);
      }
      closePlace(place);
    },
  };
}

/** The walkthrough's world on AWS: two stacks stand side by side, and a change of version is a look at the other one. */
export async function openAws(): Promise<OpenWorld> {
  const touched: { place: Place; original: string }[] = [];
  let place = await deployedStack("basic");
  const world = awsWorld(
    () => place,
    async (build) => {
      if (build === "custom") {
        throw new UserMistake(
          "The walkthrough brings no artifact of yours to AWS.",
          "Deploy it with pulumi, or take the walkthrough on the lab.",
        );
      }
      const broken = await switchValue(world);
      place = await deployedStack(build);
      touched.push({ place, original: await switchValue(world) });
      await world.setParameter(broken);
    },
  );
  touched.push({ place, original: await switchValue(world) });
  return {
    world,
    async leave() {
      // Backwards, so that a stack that was looked at twice ends as it was at first.
      for (const one of touched.toReversed()) {
        place = one.place;
        if ((await switchValue(world)) !== one.original) {
          await world.setParameter(one.original);
        }
        closePlace(place);
      }
    },
  };
}

async function switchValue(world: WalkthroughWorld): Promise<string> {
  return (await world.parameter())?.Value ?? "true";
}
