import { fallbackRecommendation, switchOnValue } from "@soft-landing/shared/page";
import { checked } from "../checker/check.ts";
import {
  type LooseStep,
  look,
  refreshPage,
  statuses,
  targetStates,
  targetsIn,
  wantedInstances,
} from "./step.ts";

/** A server reads its switch once a second or so. */
const switchPatience = { lab: 10, aws: 30 };

/** Section 2.3.4: the same failure, another outcome. */
export const softSteps: LooseStep[] = [
  {
    id: "2-3-4-1-works",
    source: "2.3.4 step 1, first observation",
    title: "It works again",
    text: "Refresh the page: the error is gone, although the RecommendationService is still off.",
    view: "overview",
    action: { kind: "traffic", label: "Keep refreshing the page", requestsPerSecond: 5 },
    patienceSeconds: switchPatience,
    async look(world) {
      const { answers, pages } = await refreshPage(world);
      return checked(
        pages.length === answers.length,
        statuses(answers),
        `${answers.length - pages.length} of ${answers.length} requests got no page (${statuses(answers)})`,
      );
    },
  },
  {
    id: "2-3-4-1-everywhere",
    source: "2.3.4 step 1, second observation",
    title: "All servers in all zones answer",
    text: "Every instance in every zone answers with the page.",
    view: "overview",
    action: look,
    patienceSeconds: switchPatience,
    async look(world) {
      const group = await world.group();
      const wanted = group?.DesiredCapacity ?? 0;
      const { instances, zones } = await refreshPage(world, wanted);
      const wantedZones = Math.min(wanted, group?.AvailabilityZones?.length ?? 0);
      return checked(
        wanted > 0 && instances.size >= wanted && zones.size >= wantedZones,
        `${instances.size} instances in ${[...zones].sort().join(", ")}`,
        `${instances.size} of ${wanted} instances in ${zones.size} of ${wantedZones} zones gave the page`,
      );
    },
  },
  {
    id: "2-3-4-1-fallback",
    source: "2.3.4 step 1, third observation",
    title: "All users get the same general recommendation",
    text: `The page greets a ${fallbackRecommendation.user} and recommends ${fallbackRecommendation.recommendation}.`,
    view: "overview",
    action: look,
    patienceSeconds: switchPatience,
    async look(world) {
      const { pages } = await refreshPage(world);
      const fallbacks = pages.filter(
        ({ user, recommendation, personal }) =>
          !personal &&
          user === fallbackRecommendation.user &&
          recommendation === fallbackRecommendation.recommendation,
      );
      const other = pages.find((page) => !fallbacks.includes(page));
      return checked(
        pages.length > 0 && other === undefined,
        `${fallbacks.length} × "${fallbackRecommendation.user}", "${fallbackRecommendation.recommendation}"`,
        other === undefined ? "no page" : `a page says "${other.user}", "${other.recommendation}"`,
      );
    },
  },
  {
    id: "2-3-4-1-diagnostic",
    source: "2.3.4 step 1, fourth observation",
    title: "It says what went wrong",
    text: "The page names the dependency that failed, and says how it failed.",
    view: "overview",
    action: look,
    patienceSeconds: switchPatience,
    async look(world) {
      const { pages } = await refreshPage(world);
      const diagnostic = pages[0]?.diagnostic ?? null;
      return checked(
        pages.length > 0 && pages.every((page) => page.diagnostic !== null),
        `${diagnostic?.dependency}: ${diagnostic?.error}`,
        "pages come without a diagnostic",
      );
    },
  },
  {
    id: "2-3-4-2",
    source: "2.3.4 step 2",
    title: "Understand why",
    text: "The dependency is still broken. But its failure no longer ends a request: a hard dependency has become a soft one.",
    view: "target-group",
    action: look,
    async look(world) {
      const value = (await world.parameter())?.Value;
      const [healthy, wanted] = [await targetsIn(world, "healthy"), await wantedInstances(world)];
      const page = await world.get("/");
      return checked(
        value !== undefined && value !== switchOnValue && page.status === 200 && healthy.length >= wanted,
        `the switch still says ${value}, the page answers ${page.status}, ${healthy.length} targets are healthy`,
        `the switch says ${value}, the page answers ${page.status}, targets: ${await targetStates(world)}`,
      );
    },
  },
];

/** The failure ends. */
export const restoreSteps: LooseStep[] = [
  {
    id: "end-1",
    source: "afterwards",
    title: "Switch the service on again",
    text: "Set the parameter back to true.",
    view: "parameter-store",
    action: { kind: "parameter", label: "Set it to true", value: switchOnValue },
    async look(world) {
      const value = (await world.parameter())?.Value;
      return checked(value === switchOnValue, `value ${value}`, `the switch says ${value}`);
    },
  },
  {
    id: "end-2",
    source: "afterwards",
    title: "Personal recommendations return",
    text: "No restart is needed: within seconds the pages are personal again.",
    view: "overview",
    action: look,
    patienceSeconds: switchPatience,
    async look(world) {
      const { answers, pages } = await refreshPage(world);
      const personal = pages.filter((page) => page.personal);
      return checked(
        personal.length === answers.length,
        `${personal.length} personal pages, for ${[...new Set(personal.map(({ user }) => user))].sort().join(", ")}`,
        `${personal.length} of ${answers.length} requests gave a personal page`,
      );
    },
  },
];
