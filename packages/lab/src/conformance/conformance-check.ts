import type { Place } from "@soft-landing/experiments/place/place";
import type { Check } from "../checker/check.ts";
import type { World } from "../checker/world.ts";

/** A running stack as these checks see it. No release changes it meanwhile. */
export interface CheckContext extends Omit<World, "place"> {
  place: Place;
}

/** One behaviour of AWS that HTTP and the AWS SDK can show, written once for the lab and for AWS. */
export interface ConformanceCheck {
  /** Unique and stable, for example `target-health.unregistered`. */
  id: string;
  title: string;
  /** Why it cannot be checked in this place; undefined if it can. */
  unavailable?(place: Place): string | undefined;
  /** @throws Deviation with what was seen instead */
  run(context: CheckContext): Promise<void>;
}

export function asCheck({ id, title, unavailable, run }: ConformanceCheck): Check {
  return {
    id,
    title,
    unavailable: (world) => unavailable?.(world.place()),
    async look(world) {
      await run({ ...world, place: world.place() });
      return "";
    },
  };
}
