import { setTimeout as delay } from "node:timers/promises";
import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import { type BalancerCounts, stackStatus } from "@soft-landing/experiments/place/stack-status";
import { secondSchema } from "@soft-landing/shared/lab-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { type Visit, visitsDuring } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let lab: SpawnedLab;
beforeAll(async () => {
  lab = await spawnLab({ stack: "basic" });
});
afterAll(() => lab?.stop());

const failed = (found: Visit[]) => found.filter(({ statusCode }) => statusCode !== 200);

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

test("a killed instance costs only what was under way to it or came before its end was noticed, and the metrics explain each", async () => {
  const [victim] = (await lab.control.snapshot()).autoScalingGroup.instances;
  const before = await counts();
  const found = await visitsDuring(lab.pageUrl, 200, async () => {
    await delay(1_000);
    await lab.control.perform("kill-instance", { instance: victim?.id });
    await replaced(victim?.id);
    await delay(1_000);
  });
  const after = await counts();
  const lost = failed(found);
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.every(({ statusCode }) => statusCode === 502)).toBe(true);
  expect((after.elb502 ?? 0) - (before.elb502 ?? 0)).toBe(lost.length);
  expect((after.target5xx ?? 0) - (before.target5xx ?? 0)).toBe(0);
});

test("a frozen instance gets no request after its detection; those sent before end in 504 at the idle timeout", async () => {
  const [victim] = (await lab.control.snapshot()).autoScalingGroup.instances;
  const id = victim?.id ?? "";
  const before = await counts();
  const seconds = collectSeconds();
  let detectedSecond = Number.POSITIVE_INFINITY;
  const found = await visitsDuring(lab.pageUrl, 20, async () => {
    await lab.control.perform("freeze-instance", { instance: id });
    while ((await targetState(id)) !== "unhealthy") {
      await delay(100);
    }
    detectedSecond = Math.ceil(Date.now() / 1_000);
    await delay(10_000);
  });
  const after = await counts();
  const lost = failed(found);
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.every(({ statusCode }) => statusCode === 504)).toBe(true);
  expect((after.elb504 ?? 0) - (before.elb504 ?? 0)).toBe(lost.length);
  const later = (await seconds.stop()).filter(({ second }) => second > detectedSecond);
  expect(later.length).toBeGreaterThan(5);
  expect(later.every(({ requestsByTarget }) => requestsByTarget[id] === undefined)).toBe(true);
});

test("the frozen instance is replaced once its grace period is over", { timeout: 300_000 }, async () => {
  const frozen = (await lab.control.snapshot()).autoScalingGroup.instances.find(
    (instance) => instance.frozen,
  );
  await replaced(frozen?.id, 240_000);
  const { activities } = (await lab.control.snapshot()).autoScalingGroup;
  expect(activities.map(({ cause }) => cause).join("\n")).toContain(
    "in response to an ELB system health check failure",
  );
});

async function counts(): Promise<BalancerCounts> {
  const place = placeOfLab(await lab.control.snapshot());
  const status = await stackStatus(place, new Date(lab.startedAt));
  closePlace(place);
  return status.counts;
}

async function targetState(id: string): Promise<string | undefined> {
  return (await lab.control.snapshot()).targetGroup.targets.find((target) => target.id === id)?.state;
}

async function replaced(id: string | undefined, timeoutMs = 30_000): Promise<void> {
  await expect
    .poll(
      async () => {
        const { instances } = (await lab.control.snapshot()).autoScalingGroup;
        const inService = instances.filter(({ lifecycleState }) => lifecycleState === "InService");
        return instances.every((instance) => instance.id !== id) && inService.length;
      },
      { timeout: timeoutMs, interval: 100 },
    )
    .toBe(3);
}

/** Collects the lab's one-second numbers until stopped. */
function collectSeconds() {
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
