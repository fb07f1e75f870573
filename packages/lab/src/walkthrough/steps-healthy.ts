import { healthCheckSchema } from "@soft-landing/shared/page";
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

/** Section 2.1: everything works. */
export const healthySteps: LooseStep[] = [
  {
    id: "2-1-1",
    source: "2.1 step 1",
    title: "Every server answers",
    text: "Load the page several times. Each answer names its instance and its zone. After a few answers, every instance has answered once.",
    view: "overview",
    action: { kind: "traffic", label: "Keep refreshing the page", requestsPerSecond: 5 },
    patienceSeconds: { lab: 5, aws: 30 },
    async look(world) {
      const wanted = await wantedInstances(world);
      const { answers, pages, instances, zones } = await refreshPage(world, wanted);
      const personal = pages.filter((page) => page.personal).length;
      return checked(
        wanted > 0 && personal === answers.length && instances.size >= wanted,
        `${personal} personal pages from ${instances.size} instances in ${zones.size} zones`,
        `of ${answers.length} requests (${statuses(answers)}) ${personal} gave a personal page, from ${instances.size} of ${wanted} instances`,
      );
    },
  },
  {
    id: "2-1-2",
    source: "2.1 step 2",
    title: "Find the target group",
    text: "Behind the load balancer is a target group: the list of servers that it sends requests to.",
    view: "target-group",
    action: look,
    async look(world) {
      const found = await world.targetGroup();
      return checked(
        found?.TargetGroupArn === world.outputs().targetGroupArn,
        `target group ${found?.TargetGroupName}`,
        `no target group ${world.outputs().targetGroupArn}`,
      );
    },
  },
  {
    id: "2-1-3",
    source: "2.1 step 3",
    title: "Open its targets",
    text: "The Targets tab lists the registered targets.",
    view: "target-group",
    action: look,
    async look(world) {
      const targets = await world.targets();
      return checked(targets.length > 0, `${targets.length} targets listed`, "the list of targets is empty");
    },
  },
  {
    id: "2-1-4",
    source: "2.1 step 4",
    title: "The instances are registered, one in each zone",
    text: "There is one target for each instance that the Auto Scaling group wants, and they are spread over its zones.",
    view: "target-group",
    action: look,
    patienceSeconds: { lab: 30, aws: 300 },
    async look(world) {
      const group = await world.group();
      const registered = new Set((await world.targets()).map(({ Target }) => Target?.Id));
      const serving = (group?.Instances ?? []).filter(({ InstanceId }) => registered.has(InstanceId));
      const zones = new Set(serving.map(({ AvailabilityZone }) => AvailabilityZone));
      const wanted = group?.DesiredCapacity ?? 0;
      const wantedZones = Math.min(wanted, group?.AvailabilityZones?.length ?? 0);
      return checked(
        wanted > 0 && serving.length === wanted && zones.size === wantedZones,
        `${serving.length} instances registered in ${[...zones].sort().join(", ")}`,
        `${serving.length} of the ${wanted} wanted instances are registered, in ${zones.size} of ${wantedZones} zones`,
      );
    },
  },
  {
    id: "2-1-5",
    source: "2.1 step 5",
    title: "All of them are healthy",
    text: "A healthy target gets requests. While all targets are healthy, any of them can get the next request.",
    view: "target-group",
    action: look,
    patienceSeconds: { lab: 30, aws: 120 },
    async look(world) {
      const [healthy, wanted] = [await targetsIn(world, "healthy"), await wantedInstances(world)];
      return checked(
        wanted > 0 && healthy.length === wanted,
        `${healthy.length} of ${wanted} healthy`,
        `${healthy.length} of ${wanted} targets are healthy (${await targetStates(world)})`,
      );
    },
  },
  {
    id: "2-1-6",
    source: "2.1 step 6",
    title: "See what the load balancer checks",
    text: "The Health checks tab shows the path, the interval, and the answer that counts as healthy.",
    view: "target-group",
    tab: "health-checks",
    action: look,
    async look(world) {
      const group = await world.targetGroup();
      return checked(
        group?.HealthCheckPath === "/healthcheck",
        `GET ${group?.HealthCheckPath} every ${group?.HealthCheckIntervalSeconds} s, expecting ${group?.Matcher?.HttpCode}`,
        `the health check requests ${group?.HealthCheckPath ?? "nothing"}, not for /healthcheck`,
      );
    },
  },
  {
    id: "2-1-7",
    source: "2.1 step 7",
    title: "Request the health check yourself",
    text: "Add /healthcheck to the page's address and refresh: each server in turn says that it is healthy.",
    view: "target-group",
    tab: "health-checks",
    action: look,
    async look(world) {
      const wanted = await wantedInstances(world);
      const answers = await Promise.all(Array.from({ length: 6 * wanted }, () => world.get("/healthcheck")));
      const instances = new Set(
        answers.flatMap(({ json }) => healthCheckSchema.safeParse(json).data?.instance.id ?? []),
      );
      return checked(
        wanted > 0 && answers.every(({ status }) => status === 200) && instances.size >= wanted,
        `${answers.length} × 200 from ${instances.size} servers`,
        `/healthcheck answered ${statuses(answers) || "nothing"} from ${instances.size} of ${wanted} servers`,
      );
    },
  },
  {
    id: "2-1-8",
    source: "2.1 step 8",
    title: "Two paths: one for users, one for the load balancer",
    text: "Users request / and get a recommendation. The load balancer requests /healthcheck and gets 200, whatever else fails.",
    view: "target-group",
    tab: "health-checks",
    action: look,
    async look(world) {
      const [page, health, group] = await Promise.all([
        world.get("/"),
        world.get("/healthcheck"),
        world.targetGroup(),
      ]);
      const isPage = hasRecommendation(page.json);
      const isHealth = health.status === 200 && !hasRecommendation(health.json);
      return checked(
        isPage && isHealth && group?.Matcher?.HttpCode === "200",
        "/ recommends a show; /healthcheck answers 200 and recommends nothing",
        `/ ${isPage ? "recommends a show" : `gives no recommendation (${page.status})`}; /healthcheck answers ${health.status}; the load balancer expects ${group?.Matcher?.HttpCode}`,
      );
    },
  },
];

function hasRecommendation(json: unknown): boolean {
  return typeof json === "object" && json !== null && "recommendation" in json;
}
