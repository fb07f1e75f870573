import type { WalkthroughStep } from "@soft-landing/shared/lab-api";
import { type Page, pageSchema } from "@soft-landing/shared/page";
import type { Check } from "../checker/check.ts";
import type { PageAnswer, World } from "../checker/world.ts";

/** One step of the story: what a user reads and does, and how a machine checks the result. */
export interface CheckedStep extends WalkthroughStep, Check {
  /** Its place in the workshop that this project is based on: section and number. */
  source: string;
}

/** A step that does not have its place in the story yet. */
export type LooseStep = Omit<CheckedStep, "number" | "act">;

/** A step that only looks. */
export const look = { kind: "look", label: "Have a look" } as const;

/** The answers to many refreshes of the page. */
export interface Refreshes {
  answers: PageAnswer[];
  /** Those that are pages. */
  pages: Page[];
  instances: Set<string>;
  zones: Set<string>;
}

const fewestRefreshes = 12;
const mostRefreshes = 60;

/** Loads the page a dozen times, and then until every wanted instance has answered, up to a limit. */
export async function refreshPage(world: World, wantedInstances = 0): Promise<Refreshes> {
  const seen: Refreshes = { answers: [], pages: [], instances: new Set(), zones: new Set() };
  while (
    seen.answers.length < fewestRefreshes ||
    (seen.instances.size < wantedInstances && seen.answers.length < mostRefreshes)
  ) {
    const answer = await world.get("/");
    seen.answers.push(answer);
    const page = answer.status === 200 ? pageSchema.safeParse(answer.json).data : undefined;
    if (page === undefined) {
      continue;
    }
    seen.pages.push(page);
    seen.instances.add(page.instance.id);
    seen.zones.add(page.instance.availabilityZone);
  }
  return seen;
}

/** How many instances the group should have. */
export async function wantedInstances(world: World): Promise<number> {
  return (await world.group())?.DesiredCapacity ?? 0;
}

/** "12 × 502": the statuses of answers, for a sentence. */
export function statuses(answers: readonly PageAnswer[]): string {
  const counts = Map.groupBy(answers, ({ status }) => status);
  return [...counts].map(([status, of]) => `${of.length} × ${status}`).join(", ");
}

/** Ids of the targets in a state. */
export async function targetsIn(world: World, state: string): Promise<string[]> {
  const targets = await world.targets();
  return targets
    .filter(({ TargetHealth }) => TargetHealth?.State === state)
    .map(({ Target }) => Target?.Id ?? "?");
}

/** "2 healthy, 1 unhealthy": the states of all targets, for a sentence. */
export async function targetStates(world: World): Promise<string> {
  const counts = Map.groupBy(await world.targets(), ({ TargetHealth }) => TargetHealth?.State ?? "?");
  return [...counts].map(([state, of]) => `${of.length} ${state}`).join(", ") || "no target at all";
}
