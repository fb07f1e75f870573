import { walkthroughSchema } from "@soft-landing/shared/lab-api";
import { describe, expect, test } from "vitest";
import { runChecks } from "../../src/checker/run-checks.ts";
import type { PageAnswer, World } from "../../src/checker/world.ts";
import type { CheckedStep } from "../../src/walkthrough/step.ts";
import { expertWalkthroughSteps, walkthroughSteps } from "../../src/walkthrough/steps.ts";
import { basicHandlerFile, customServerFile, softHandlerFile } from "../../src/walkthrough/steps-change.ts";
import { pretendWorld } from "./pretend-world.ts";

type Sabotage = (world: World) => void;

interface StepOutcome {
  id: string;
  held: boolean;
  seen: string;
}

async function outcomesOf(steps: readonly CheckedStep[], world: World): Promise<StepOutcome[]> {
  const outcomes = await runChecks({
    checks: steps,
    world,
    onOutcome: () => undefined,
    signal: new AbortController().signal,
    endAtFirstFailure: true,
    pause: async () => {},
  });
  return outcomes.map(({ check, outcome, detail }) => ({
    id: check.id,
    held: outcome === "passed",
    seen: detail,
  }));
}

/** Replaces one of the world's abilities; the original is handed in. */
function replace<Key extends keyof World>(key: Key, make: (original: World[Key]) => World[Key]): Sabotage {
  return (world) => {
    const original = world[key];
    Object.assign(world, { [key]: make(original) });
  };
}

const page = (change: (answer: PageAnswer) => PageAnswer): Sabotage =>
  replace("get", (get) => async (path) => (path === "/" ? change(await get(path)) : await get(path)));
const health = (change: (answer: PageAnswer) => PageAnswer): Sabotage =>
  replace("get", (get) => async (path) => (path === "/" ? await get(path) : change(await get(path))));
const json = (change: object) => (answer: PageAnswer) => ({
  ...answer,
  json: answer.json === undefined ? undefined : { ...answer.json, ...change },
});
const source = (file: string, text: string | undefined): Sabotage =>
  replace("source", (read) => async (path) => (path === file ? text : await read(path)));
const parameter = (change: object): Sabotage =>
  replace("parameter", (read) => async () => ({ ...(await read()), ...change }));
const targetGroup = (change: object): Sabotage =>
  replace("targetGroup", (read) => async () => ({ ...(await read()), ...change }));
const oneTargetMissing = replace("targets", (read) => async () => (await read()).slice(1));
const oneTargetUnhealthy = replace("targets", (read) => async () => {
  const [first, ...others] = await read();
  return [{ ...first, TargetHealth: { State: "unhealthy" as const } }, ...others];
});
const oneInstanceSilent = page((answer) => {
  const { instance } = (answer.json ?? {}) as { instance?: { id: string } };
  return instance?.id.endsWith("-c") ? json({ instance: { ...instance, id: "i-basic-a" } })(answer) : answer;
});

/** For each step what makes it go wrong, as little as possible. It is put in place right before the step's turn. */
const sabotages: Record<string, Sabotage> = {
  "2-1-1": oneInstanceSilent,
  "2-1-2": replace("targetGroup", () => async () => undefined),
  "2-1-3": replace("targets", () => async () => []),
  "2-1-4": oneTargetMissing,
  "2-1-5": oneTargetUnhealthy,
  "2-1-6": targetGroup({ HealthCheckPath: "/" }),
  "2-1-7": health((answer) => ({ ...answer, status: 503 })),
  "2-1-8": targetGroup({ Matcher: { HttpCode: "200-299" } }),
  "2-2-1-1": replace("parameterListing", () => async () => undefined),
  "2-2-1-2": parameter({ Type: "SecureString" }),
  "2-2-1-3": parameter({ Value: "perhaps" }),
  "2-2-1-4": replace("setParameter", () => async () => {}),
  "2-2-1-5": parameter({ Version: 1 }),
  "2-2-2-1": page((answer) => ({ ...answer, status: 500 })),
  "2-2-2-2": replace("loadBalancer", () => async () => ({ State: { Code: "failed" } })),
  "2-2-2-3": replace("countSinceEdit", () => async () => null),
  "2-2-2-4": replace("countSinceEdit", () => async () => 3),
  "2-3-1": source(basicHandlerFile, undefined),
  "2-3-2": source(basicHandlerFile, "try { await getRecommendation(userId) } catch {}"),
  "2-3-3": source(customServerFile, undefined),
  "2-3-2-1": source(softHandlerFile, undefined),
  "2-3-2-2": source(softHandlerFile, "await getRecommendation(userId)"),
  "2-3-2-deploy-1": replace("outputs", (read) => () => ({ ...read(), build: "" })),
  "2-3-2-deploy-2": replace("group", () => async () => undefined),
  "2-3-2-deploy-3": replace("group", (read) => async () => {
    const group = await read();
    return group && { ...group, Instances: [] };
  }),
  "2-3-2-deploy-4": replace("outputs", (read) => () => ({ ...read(), tableName: "" })),
  "2-3-2-deploy-5": replace("switchBuild", () => async () => {}),
  "2-3-2-deploy-6": targetGroup({ HealthCheckPath: "/" }),
  "2-3-2-deploy-7": replace("accountId", () => async () => "999999999999"),
  "2-3-2-deploy-8": oneTargetUnhealthy,
  "2-3-2-deploy-9": (world) => {
    world.memory.duringChange = { sent: 20, lost: 1 };
  },
  "2-3-4-1-works": page((answer) => ({ ...answer, status: 502 })),
  "2-3-4-1-everywhere": page((answer) =>
    json({ instance: { ...(answer.json as { instance: object }).instance, availabilityZone: "us-east-1a" } })(
      answer,
    ),
  ),
  "2-3-4-1-fallback": page(json({ user: "Ada" })),
  "2-3-4-1-diagnostic": page(json({ diagnostic: null })),
  "2-3-4-2": parameter({ Value: "true" }),
  "end-1": replace("setParameter", () => async () => {}),
  "end-2": page(json({ personal: false })),
};

/** The steps with a sabotage that sets in as the named step begins. */
function sabotagedAt(id: string, steps: readonly CheckedStep[]): { steps: CheckedStep[]; start: Sabotage } {
  let spoil: () => void = () => {};
  const before: CheckedStep = {
    id: "spoil",
    number: 0,
    act: "healthy",
    source: "",
    title: "",
    text: "",
    view: "overview",
    action: { kind: "look", label: "" },
    async look() {
      spoil();
      return "";
    },
  };
  return {
    steps: steps.flatMap((step) => (step.id === id ? [before, step] : [step])),
    start: (world) => {
      spoil = () => sabotages[id]?.(world);
    },
  };
}

describe("the walkthrough", () => {
  test("passes if everything is as the story says", async () => {
    const outcomes = await outcomesOf(walkthroughSteps, pretendWorld());
    expect(outcomes.filter(({ held }) => !held)).toEqual([]);
    expect(outcomes.map(({ id }) => id)).toEqual(walkthroughSteps.map(({ id }) => id));
  });

  test("passes with a custom artifact too", async () => {
    const steps = expertWalkthroughSteps("mine.tgz");
    const outcomes = await outcomesOf(steps, pretendWorld());
    expect(outcomes.filter(({ held }) => !held)).toEqual([]);
    expect(outcomes).toHaveLength(steps.length);
  });

  test("has a sabotage for every step", () => {
    expect(Object.keys(sabotages).sort()).toEqual(walkthroughSteps.map(({ id }) => id).sort());
  });

  test.each(walkthroughSteps.map(({ id, title }) => [id, title]))(
    "fails at %s (%s) when that is sabotaged, says why, and ends there",
    async (id) => {
      const world = pretendWorld();
      const { steps, start } = sabotagedAt(id, walkthroughSteps);
      start(world);
      const outcomes = (await outcomesOf(steps, world)).filter((outcome) => outcome.id !== "spoil");
      const last = outcomes.at(-1);
      expect(last).toMatchObject({ id, held: false });
      expect(last?.seen).toMatch(/\w+ \w+/);
      expect(last?.seen).not.toMatch(/undefined|\[object/);
      expect(outcomes.slice(0, -1).every(({ held }) => held)).toBe(true);
    },
  );

  test("reports a call that throws as a failed step with the reason", async () => {
    const world = pretendWorld();
    world.targetGroup = async () => {
      throw new Error("ECONNREFUSED 127.0.0.1:4566");
    };
    expect((await outcomesOf(walkthroughSteps, world)).at(-1)).toMatchObject({
      id: "2-1-2",
      held: false,
      seen: "ECONNREFUSED 127.0.0.1:4566",
    });
  });

  test("waits as long as a step needs, and no longer", async () => {
    const world = pretendWorld();
    const { countSinceEdit } = world;
    let asked = 0;
    world.countSinceEdit = async (metric) => (asked++ < 6 ? null : await countSinceEdit(metric));
    expect((await outcomesOf(walkthroughSteps, world)).every(({ held }) => held)).toBe(true);
  });

  test("fits the console's contract: unique ids, a view and an action for each step", () => {
    const steps = walkthroughSteps.map(({ id, number, act, title, text, view, action }) => ({
      id,
      number,
      act,
      title,
      text,
      view,
      action,
    }));
    expect(walkthroughSchema.parse({ steps }).steps).toHaveLength(walkthroughSteps.length);
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  });
});
