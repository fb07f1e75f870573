import type { Action } from "@soft-landing/shared/experiment";
import type { Place } from "../place/place.ts";

/** One build under test in one round. */
export interface Subject {
  /** The build's name. */
  id: string;
  place: Place;
  /** Does something to the running stack; resolves, when it is in force, with what it hit (an instance or zone), if it hits a part only. */
  perform(action: Action): Promise<string | undefined>;
  /** Facts about the stack beyond what AWS's API tells. */
  extraSettings: Record<string, string | number | boolean>;
  stop(): Promise<void>;
}
