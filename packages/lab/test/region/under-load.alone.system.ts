import { setTimeout as delay } from "node:timers/promises";
import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import { type BalancerCounts, stackStatus } from "@soft-landing/experiments/place/stack-status";
import { secondSchema } from "@soft-landing/shared/lab-api";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { createLabControl } from "../../src/client/lab-control.ts";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { createControlServer } from "../../src/control/control-server.ts";
import { evaluateStack } from "../../src/program/stack-graph.ts";
import { type StartedLab, startLab } from "../../src/running/start-lab.ts";
import { type Visit, visitsDuring } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();

const failed = (found: Visit[]) => found.filter(({ statusCode }) => statusCode !== 200);

describe("a stack with its program's settings", () => {
  let lab: SpawnedLab;
  beforeAll(async () => {
    lab = await spawnLab({ stack: "basic" });
  });
  afterAll(() => lab?.stop());

  test("six version switches under 200 requests/s in at most 4 minutes lose no request", {
    timeout: 260_000,
  }, async () => {
    const startMs = Date.now();
    const found = await visitsDuring(lab.pageUrl, 200, async () => {
      for (const build of [
        "error-handling",
        "basic",
        "error-handling",
        "basic",
        "error-handling",
        "basic",
      ] as const) {
        await lab.control.switchBuild({ build });
      }
    });
    expect(Date.now() - startMs).toBeLessThan(240_000);
    expect(found.length).toBeGreaterThan(1_000);
    expect(failed(found)).toEqual([]);
  });

  test("a killed instance loses only its requests in flight and those before its end was noticed, and the metrics explain each", async () => {
    const victim = (await lab.control.snapshot()).autoScalingGroup.instances.find(
      ({ lifecycleState }) => lifecycleState === "InService",
    );
    const before = await counts(lab);
    const found = await visitsDuring(lab.pageUrl, 200, async () => {
      await delay(1_000);
      await lab.control.perform("kill-instance", { instance: victim?.id });
      await replaced(lab, victim?.id);
      await delay(1_000);
    });
    const after = await counts(lab);
    const lost = failed(found);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every(({ statusCode }) => statusCode === 502)).toBe(true);
    expect((after.elb502 ?? 0) - (before.elb502 ?? 0)).toBe(lost.length);
    expect((after.target5xx ?? 0) - (before.target5xx ?? 0)).toBe(0);
  });
});

describe("a stack with an idle timeout of 5 s and a grace period of 10 s", () => {
  const ending = new AbortController();
  let started: StartedLab;
  let lab: WatchedLab;
  beforeAll(async () => {
    const graph = withProperties(await evaluateStack("basic", {}), {
      "aws:lb/loadBalancer:LoadBalancer": { idleTimeout: 5 },
      "aws:autoscaling/group:Group": { healthCheckGracePeriod: 10 },
    });
    const stack = { graph, evaluate: () => Promise.reject(new Error("no test changes its build")) };
    started = await startLab({
      source: {
        kind: "graph",
        first: stack,
        names: ["basic"],
        record: async () => stack,
      },
      ports: { page: 0, console: 0, aws: 0 },
      controlServer: createControlServer(new Map()),
      signal: ending.signal,
    });
    const { consoleUrl, token, pageUrl, startedAt } = started.lab.record;
    lab = { control: createLabControl(consoleUrl, token), consoleUrl, pageUrl: pageUrl ?? "", startedAt };
  });
  afterAll(async () => {
    ending.abort();
    await started?.close();
  });

  test("a frozen instance gets no request after its detection; earlier ones end in 504 at the idle timeout", async () => {
    const [victim] = (await lab.control.snapshot()).autoScalingGroup.instances;
    const id = victim?.id ?? "";
    const before = await counts(lab);
    const seconds = collectSeconds(lab);
    let detectedSecond = Number.POSITIVE_INFINITY;
    const found = await visitsDuring(lab.pageUrl, 20, async () => {
      await lab.control.perform("freeze-instance", { instance: id });
      while ((await targetState(lab, id)) !== "unhealthy") {
        await delay(100);
      }
      detectedSecond = Math.ceil(Date.now() / 1_000);
      await delay(10_000);
    });
    const after = await counts(lab);
    const lost = failed(found);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.every(({ statusCode }) => statusCode === 504)).toBe(true);
    expect((after.elb504 ?? 0) - (before.elb504 ?? 0)).toBe(lost.length);
    const later = (await seconds.stop()).filter(({ second }) => second > detectedSecond);
    expect(later.length).toBeGreaterThan(5);
    expect(later.every(({ requestsByTarget }) => requestsByTarget[id] === undefined)).toBe(true);
  });

  test("the frozen instance is replaced once its grace period is over", async () => {
    const frozen = (await lab.control.snapshot()).autoScalingGroup.instances.find(
      (instance) => instance.frozen,
    );
    await replaced(lab, frozen?.id);
    const { activities } = (await lab.control.snapshot()).autoScalingGroup;
    expect(activities.map(({ cause }) => cause).join("\n")).toContain(
      "in response to an ELB system health check failure",
    );
  });
});

type WatchedLab = Pick<SpawnedLab, "control" | "consoleUrl" | "pageUrl" | "startedAt">;

/** The graph with other values for some properties of its resources, by their types. */
function withProperties(
  graph: ResourceGraph,
  changes: Readonly<Record<string, Record<string, unknown>>>,
): ResourceGraph {
  const resources = graph.resources.map((resource) => ({
    ...resource,
    inputs: { ...resource.inputs, ...changes[resource.type] },
    outputs: { ...resource.outputs, ...changes[resource.type] },
  }));
  return { ...graph, resources };
}

async function counts(lab: WatchedLab): Promise<BalancerCounts> {
  const place = placeOfLab(await lab.control.snapshot());
  const status = await stackStatus(place, new Date(lab.startedAt));
  closePlace(place);
  return status.counts;
}

async function targetState(lab: WatchedLab, id: string): Promise<string | undefined> {
  return (await lab.control.snapshot()).targetGroup.targets.find((target) => target.id === id)?.state;
}

async function replaced(lab: WatchedLab, id: string | undefined): Promise<void> {
  await expect
    .poll(
      async () => {
        const { instances } = (await lab.control.snapshot()).autoScalingGroup;
        const inService = instances.filter(({ lifecycleState }) => lifecycleState === "InService");
        return instances.every((instance) => instance.id !== id) && inService.length;
      },
      { timeout: 30_000, interval: 100 },
    )
    .toBe(3);
}

/** Collects the lab's one-second numbers until stopped. */
function collectSeconds(lab: WatchedLab) {
  const controller = new AbortController();
  const seconds: z.infer<typeof secondSchema>[] = [];
  const reading = (async () => {
    const response = await fetch(new URL("/api/events", lab.consoleUrl), { signal: controller.signal });
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks.filter((one) => one.startsWith("event: second"))) {
        seconds.push(secondSchema.parse(JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "")));
      }
    }
  })().catch(() => {});
  return {
    async stop() {
      controller.abort();
      await reading;
      return seconds;
    },
  };
}
