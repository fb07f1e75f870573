import { checked } from "../checker/check.ts";
import type { World } from "../checker/world.ts";
import { type LooseStep, look, targetStates, targetsIn, wantedInstances } from "./step.ts";

export const basicHandlerFile = "packages/server/src/handlers/basic.ts";
export const softHandlerFile = "packages/server/src/handlers/error-handling.ts";
export const customServerFile = "examples/custom-server/server.ts";
const failingCall = "await getRecommendation(";

/** Section 2.3: what is wrong with the code. */
export const codeSteps: LooseStep[] = [
  {
    id: "2-3-1",
    source: "2.3 step 1",
    title: "Look at the server's code",
    text: `The handler of the basic build is ${basicHandlerFile}.`,
    view: "code",
    action: look,
    async look(world) {
      const code = await world.source(basicHandlerFile);
      return checked(
        code !== undefined,
        `${basicHandlerFile}, ${code?.split("\n").length} lines`,
        `${basicHandlerFile} is not there`,
      );
    },
  },
  {
    id: "2-3-2",
    source: "2.3 step 2",
    title: "Find the call that fails",
    text: "It awaits getRecommendation, and nothing catches its errors. So one failed call ends the whole request.",
    view: "code",
    action: look,
    async look(world) {
      const code = (await world.source(basicHandlerFile)) ?? "";
      return checked(
        code.includes(failingCall) && !/\bcatch\b/.test(code),
        "it calls getRecommendation, and nothing catches its errors",
        `${basicHandlerFile} ${code.includes(failingCall) ? "but it catches errors" : "does not call getRecommendation"}`,
      );
    },
  },
  {
    id: "2-3-3",
    source: "2.3 step 3",
    title: "Choose how to fix it",
    text: "Write the error handling yourself and deploy it as your own artifact, or use the build that has it.",
    view: "code",
    action: look,
    async look(world) {
      const [own, ready] = await Promise.all([world.source(customServerFile), world.source(softHandlerFile)]);
      return checked(
        own !== undefined && ready !== undefined,
        `both ways are there: ${customServerFile} to start from, or ${softHandlerFile}`,
        `${own === undefined ? customServerFile : softHandlerFile} is not there`,
      );
    },
  },
];

/** Section 2.3.2, its first two steps: the code that handles the failure. */
export const softCodeSteps: LooseStep[] = [
  {
    id: "2-3-2-1",
    source: "2.3.2 step 1",
    title: "Look at the code with error handling",
    text: `The handler of the error-handling build is ${softHandlerFile}.`,
    view: "code",
    action: look,
    async look(world) {
      const code = await world.source(softHandlerFile);
      return checked(
        code?.includes(failingCall) === true,
        `${softHandlerFile} makes the same call`,
        `${softHandlerFile} ${code === undefined ? "is not there" : "does not call getRecommendation"}`,
      );
    },
  },
  {
    id: "2-3-2-2",
    source: "2.3.2 step 2",
    title: "Find what it does when the call fails",
    text: "It catches the error, answers with the same show for all users, and says what went wrong.",
    view: "code",
    action: look,
    async look(world) {
      const code = (await world.source(softHandlerFile)) ?? "";
      return checked(
        /\bcatch\b/.test(code) && code.includes("fallbackRecommendation") && code.includes("diagnostic"),
        "it catches the error, falls back and adds a diagnostic",
        `${softHandlerFile} does not catch the error and fall back`,
      );
    },
  },
];

/** On AWS the other stack is deployed already, or the walkthrough would not have found it. */
const releasePatience = { lab: 90, aws: 60 };

/**
 * Section 2.3.2, deployment: the new version.
 *
 * @param build the build to deploy: `error-handling`, or `custom` for the user's own artifact
 */
export function deploySteps(build: "error-handling" | "custom"): LooseStep[] {
  return [
    {
      id: "2-3-2-deploy-1",
      source: "2.3.2 deployment step 1",
      title: "Go to the stack",
      text: "The resources are deployed as one stack, so change them as one stack.",
      view: "auto-scaling",
      action: look,
      async look(world) {
        const { url, build: serving } = world.outputs();
        return checked(
          url !== "" && serving !== "",
          `the stack serves build ${serving}`,
          "the stack has no outputs",
        );
      },
    },
    {
      id: "2-3-2-deploy-2",
      source: "2.3.2 deployment step 2",
      title: "Choose it",
      text: "Its outputs name the load balancer, the target group and the Auto Scaling group that exist.",
      view: "auto-scaling",
      action: look,
      async look(world) {
        const found = [await world.loadBalancer(), await world.targetGroup(), await world.group()];
        const missing = ["load balancer", "target group", "Auto Scaling group"].filter((_, i) => !found[i]);
        return checked(
          missing.length === 0,
          "the load balancer, the target group and the Auto Scaling group belong to the stack",
          `the stack's outputs name a ${missing.join(" and a ")} that is not there`,
        );
      },
    },
    {
      id: "2-3-2-deploy-3",
      source: "2.3.2 deployment step 3",
      title: "Start an update",
      text: "Note which servers serve now. The update replaces all of them.",
      view: "auto-scaling",
      action: look,
      async look(world) {
        const serving = await instancesOf(world);
        world.memory.instancesBefore = serving;
        return checked(serving.length > 0, `${serving.length} servers serve now`, "no server serves");
      },
    },
    {
      id: "2-3-2-deploy-4",
      source: "2.3.2 deployment step 4",
      title: "Keep the program as it is",
      text: "Network, load balancer, target group, table and switch do not change. Only the release changes.",
      view: "auto-scaling",
      action: look,
      async look(world) {
        world.memory.keptNames = keptNames(world);
        const table = world.outputs().tableName;
        return checked(table !== "", `${table} and the rest stay`, "the stack names no table");
      },
    },
    {
      id: "2-3-2-deploy-5",
      source: "2.3.2 deployment step 5",
      title: `Choose the ${build} build`,
      text: "One setting decides which build is released.",
      view: "auto-scaling",
      action: { kind: "switch", label: `Switch to ${build}`, build },
      async look(world) {
        return checked(
          world.outputs().build === build,
          `build ${world.outputs().build}`,
          `the stack still serves build ${world.outputs().build}`,
        );
      },
    },
    {
      id: "2-3-2-deploy-6",
      source: "2.3.2 deployment step 6",
      title: "Leave every other setting alone",
      text: "Capacity and health check do not change.",
      view: "auto-scaling",
      action: look,
      async look(world) {
        const [wanted, group] = [await wantedInstances(world), await world.targetGroup()];
        return checked(
          wanted > 0 && group?.HealthCheckPath === "/healthcheck",
          `still ${wanted} instances, checked at ${group?.HealthCheckPath}`,
          `${wanted} instances wanted, checked at ${group?.HealthCheckPath ?? "nothing"}`,
        );
      },
    },
    {
      id: "2-3-2-deploy-7",
      source: "2.3.2 deployment step 7",
      title: "Confirm who changes what",
      text: "The update runs in your account, with your permissions. It creates only the permissions in the stack.",
      view: "auto-scaling",
      action: look,
      async look(world) {
        const account = await world.accountId();
        return checked(
          account !== undefined && world.outputs().loadBalancerArn.includes(`:${account}:`),
          `account ${account}`,
          `your account is ${account ?? "unknown"}, and the stack is ${world.outputs().loadBalancerArn}`,
        );
      },
    },
    {
      id: "2-3-2-deploy-8",
      source: "2.3.2 deployment step 8",
      title: "New servers are launched",
      text: "Auto Scaling launches instances with the new build. They get requests once they pass their health check.",
      view: "auto-scaling",
      action: look,
      patienceSeconds: releasePatience,
      async look(world) {
        const before = new Set(world.memory.instancesBefore ?? []);
        const wanted = await wantedInstances(world);
        const healthy = new Set(await targetsIn(world, "healthy"));
        const fresh = (await instancesOf(world)).filter((id) => !before.has(id) && healthy.has(id));
        return checked(
          wanted > 0 && fresh.length >= wanted,
          `${fresh.length} new instances are healthy`,
          `${fresh.length} of ${wanted} new instances are healthy (${await targetStates(world)})`,
        );
      },
    },
    {
      id: "2-3-2-deploy-9",
      source: "2.3.2 deployment step 9",
      title: "The update is complete",
      text: "All other resources kept their names, and no request was lost.",
      view: "auto-scaling",
      action: look,
      async look(world) {
        const { keptNames: before, duringChange } = world.memory;
        const kept = world.hasStackOfEachBuild || before === undefined || before === keptNames(world);
        const lost = duringChange?.lost ?? 0;
        const requests =
          duringChange === undefined
            ? ""
            : `, ${duringChange.sent - lost} of ${duringChange.sent} requests answered during the update`;
        return checked(
          kept && lost === 0,
          `${world.hasStackOfEachBuild ? "the other stack serves" : "all names are unchanged"}${requests}`,
          `${kept ? "all names are unchanged" : "balancer, target group, table or switch have been replaced"}${requests}`,
        );
      },
    },
  ];
}

/** Section 2.3.1: the user's own artifact. Replaces the first steps of section 2.3.2. */
export function expertSteps(artifact: string): LooseStep[] {
  const step = (number: number, title: string, text: string, lookAt: LooseStep["look"]): LooseStep => ({
    id: `2-3-1-${number}`,
    source: `2.3.1 step ${number}`,
    title,
    text,
    view: "overview",
    action: look,
    look: lookAt,
  });
  const artifactIsThere = async (world: World) =>
    checked(
      (await world.source(artifact)) !== undefined,
      `${artifact} is there`,
      `${artifact} cannot be read`,
    );
  return [
    step(1, "Pick a server to start from", `${customServerFile} is one.`, async (world) =>
      checked(
        (await world.source(customServerFile)) !== undefined,
        `${customServerFile} is there`,
        `${customServerFile} is not there`,
      ),
    ),
    step(2, "Change it", "Catch the error of the failing call.", artifactIsThere),
    step(
      3,
      "Answer with a fallback",
      "Valued Customer, I Love Lucy, and what went wrong.",
      async () => "the page shows it after the update",
    ),
    step(
      4,
      "Put the artifact where the update finds it",
      "Pack it. The update uses the file.",
      artifactIsThere,
    ),
    step(5, "Update the stack", "The next steps do that.", artifactIsThere),
  ];
}

async function instancesOf(world: World): Promise<string[]> {
  return ((await world.group())?.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []);
}

function keptNames(world: World): string {
  const { loadBalancerArn, targetGroupArn, tableName, switchParameterName } = world.outputs();
  return [loadBalancerArn, targetGroupArn, tableName, switchParameterName].join(" ");
}
