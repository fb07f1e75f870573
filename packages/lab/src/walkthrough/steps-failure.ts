import { switchOnValue } from "@soft-landing/shared/page";
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

const offValue = "false";
/** The lab's numbers are available at once, AWS's after some minutes. */
const metricsPatience = { lab: 5, aws: 420 };

/** Section 2.2.1: the dependency is switched off. */
export const disableSteps: LooseStep[] = [
  {
    id: "2-2-1-1",
    source: "2.2.1 step 1",
    title: "Go to Parameter Store",
    text: "Parameter Store has the setting that breaks the dependency in this story.",
    view: "parameter-store",
    action: look,
    async look(world) {
      const listed = await world.parameterListing();
      return checked(
        listed?.Name === world.outputs().switchParameterName,
        `Parameter Store lists ${listed?.Name}`,
        `Parameter Store does not list ${world.outputs().switchParameterName}`,
      );
    },
  },
  {
    id: "2-2-1-2",
    source: "2.2.1 step 2",
    title: "Choose RecommendationServiceEnabled",
    text: "It is a plain string, and its name ends in RecommendationServiceEnabled.",
    view: "parameter-store",
    action: look,
    async look(world) {
      const found = await world.parameter();
      return checked(
        found?.Type === "String" && found.Name?.endsWith("/RecommendationServiceEnabled") === true,
        `${found?.Name}, a ${found?.Type}`,
        `${found?.Name ?? "the parameter"} is ${found?.Type ?? "not there"}`,
      );
    },
  },
  {
    id: "2-2-1-3",
    source: "2.2.1 step 3",
    title: "Read its value before you edit it",
    text: "It says true: the RecommendationService works.",
    view: "parameter-store",
    action: look,
    async look(world) {
      const found = await world.parameter();
      if (found?.Version !== undefined) {
        world.memory.versionBefore = found.Version;
      }
      return checked(
        found?.Value === switchOnValue,
        `value ${found?.Value}, version ${found?.Version}`,
        `the switch says ${found?.Value ?? "nothing"}, not ${switchOnValue}`,
      );
    },
  },
  {
    id: "2-2-1-4",
    source: "2.2.1 step 4",
    title: "Set it to false",
    text: "From now on, every read of the table fails on every server.",
    view: "parameter-store",
    action: { kind: "parameter", label: "Set it to false", value: offValue },
    async look(world) {
      const found = await world.parameter();
      return checked(
        found?.Value === offValue,
        `value ${found?.Value}`,
        `the switch says ${found?.Value ?? "nothing"}, not ${offValue}`,
      );
    },
  },
  {
    id: "2-2-1-5",
    source: "2.2.1 step 5",
    title: "The change is saved",
    text: "Saving gives the parameter a new version.",
    view: "parameter-store",
    action: look,
    async look(world) {
      const version = (await world.parameter())?.Version ?? 0;
      const before = world.memory.versionBefore ?? 1;
      return checked(
        version > before,
        `saved as version ${version}`,
        `the parameter is still at version ${version}: nothing was saved`,
      );
    },
  },
];

/** Section 2.2.2: what users and metrics show. */
export const observeSteps: LooseStep[] = [
  {
    id: "2-2-2-1",
    source: "2.2.2 step 1",
    title: "The page fails",
    text: "Refresh the page: 502 Bad Gateway, every time. The server closes the connection without an answer, so the load balancer answers instead.",
    view: "overview",
    action: { kind: "traffic", label: "Keep refreshing the page", requestsPerSecond: 5 },
    patienceSeconds: { lab: 3, aws: 15 },
    async look(world) {
      const { answers } = await refreshPage(world);
      const byBalancer = answers.filter(
        ({ status, server }) => status === 502 && server?.startsWith("awselb/"),
      );
      return checked(
        byBalancer.length === answers.length,
        `${statuses(answers)}, all made by the load balancer (awselb)`,
        `expected only 502 from the load balancer, got ${statuses(answers)}`,
      );
    },
  },
  {
    id: "2-2-2-2",
    source: "2.2.2 step 2",
    title: "Find the load balancer",
    text: "The load balancer itself works: it is the only part that still answers.",
    view: "load-balancer",
    action: look,
    async look(world) {
      const found = await world.loadBalancer();
      return checked(
        found?.State?.Code === "active",
        `${found?.LoadBalancerName} is ${found?.State?.Code}`,
        `the load balancer is ${found?.State?.Code ?? "not found"}`,
      );
    },
  },
  {
    id: "2-2-2-3",
    source: "2.2.2 step 3",
    title: "It counts the errors as its own",
    text: "Its metrics show that ELB 5XX and 502 counts rise.",
    view: "load-balancer",
    action: look,
    patienceSeconds: metricsPatience,
    async look(world) {
      const all = await world.countSinceEdit("HTTPCode_ELB_5XX_Count");
      const badGateways = await world.countSinceEdit("HTTPCode_ELB_502_Count");
      return checked(
        all !== null && badGateways !== null && all > 0 && badGateways > 0,
        `${all} ELB 5XX, ${badGateways} of them 502`,
        `ELB 5XX ${all ?? "no data"}, 502 ${badGateways ?? "no data"}`,
      );
    },
  },
  {
    id: "2-2-2-4",
    source: "2.2.2 step 4",
    title: "The servers report nothing",
    text: "The target group's metrics show no data for HTTP 5XXs, and all targets are healthy: a server that never answers sends no error code. The server's code has to change.",
    view: "target-group",
    tab: "monitoring",
    action: look,
    async look(world) {
      const sent = await world.countSinceEdit("HTTPCode_Target_5XX_Count");
      const [healthy, wanted] = [await targetsIn(world, "healthy"), await wantedInstances(world)];
      return checked(
        sent === null && healthy.length === wanted,
        `target 5XX: no data; ${healthy.length} of ${wanted} targets healthy`,
        `target 5XX ${sent ?? "no data"}; ${healthy.length} of ${wanted} targets healthy (${await targetStates(world)})`,
      );
    },
  },
];
