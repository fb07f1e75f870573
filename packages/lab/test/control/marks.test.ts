import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { marksBetween } from "../../src/control/marks.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let lab: SpawnedLab;
beforeAll(async () => {
  lab = await spawnLab({ stack: "basic" });
});
afterAll(() => lab?.stop());

/** What is marked when this is done to a lab. */
async function marked(act: () => Promise<unknown>): Promise<string[]> {
  const before = await lab.control.snapshot();
  await act();
  return textsBetween(before, await lab.control.snapshot());
}

function textsBetween(before: LabSnapshot, after: LabSnapshot): string[] {
  return marksBetween(before, after).map(({ effect, text }) => `${effect}: ${text}`);
}

test("without an action there is no mark", async () => {
  expect(await marked(async () => {})).toEqual([]);
});

test("the switch, faults and zones are marked as breaking or restoring", async () => {
  expect(await marked(() => lab.control.setParameter("false"))).toEqual(["breaks: switch false"]);
  expect(await marked(() => lab.control.setParameter("true"))).toEqual(["restores: switch true"]);
  const faults = [{ service: "dynamodb" as const, operation: "GetItem", hang: true }];
  expect(await marked(() => lab.control.addFaults(faults))).toEqual(["breaks: fault on GetItem"]);
  expect(await marked(() => lab.control.clearFaults())).toEqual(["restores: fault cleared"]);
  expect(await marked(() => lab.control.perform("zone-down", { zone: "us-east-1a" }))).toEqual([
    "breaks: us-east-1a down",
  ]);
  expect(await marked(() => lab.control.perform("zone-up", { zone: "us-east-1a" }))).toEqual([
    "restores: us-east-1a back up",
  ]);
});

test("a frozen and an ended instance are marked with their ids; a switch of builds does not mark instances as ended", async () => {
  const { instances } = (await lab.control.snapshot()).autoScalingGroup;
  const [first, second] = instances.filter(
    ({ lifecycleState, frozen }) => lifecycleState === "InService" && !frozen,
  );
  expect(await marked(() => lab.control.perform("freeze-instance", { instance: first?.id ?? "" }))).toEqual([
    `breaks: ${first?.id} frozen`,
  ]);
  expect(await marked(() => lab.control.perform("unfreeze-instance", { instance: first?.id ?? "" }))).toEqual(
    [`restores: ${first?.id} unfrozen`],
  );
  const before = await lab.control.snapshot();
  await lab.control.perform("kill-instance", { instance: second?.id ?? "" });
  await expect
    .poll(async () => textsBetween(before, await lab.control.snapshot()))
    .toContain(`breaks: ${second?.id} ended`);
  expect(await marked(() => lab.control.switchBuild({ build: "error-handling" }))).toEqual([
    "changes: to error-handling",
    "changes: error-handling serves",
  ]);
});

test("changed weights of target groups are marked together, with the groups' names", async () => {
  const { targetGroup, ...rest } = await lab.control.snapshot();
  const other = { ...targetGroup, name: `${targetGroup.name}-2`, arn: "arn:other", build: "other" };
  const weights = (one: number, two: number): LabSnapshot => ({
    ...rest,
    targetGroup: { ...targetGroup, weight: one },
    otherTargetGroups: [{ ...other, weight: two }],
  });
  const texts = textsBetween(weights(90, 10), weights(50, 50));
  expect(texts).toEqual([`changes: ${targetGroup.build} 50, other 50`]);
  expect(textsBetween(weights(90, 10), weights(90, 10))).toEqual([]);
  expect(textsBetween({ ...weights(1, 1), otherTargetGroups: [] }, weights(1, 1))).toEqual([]);
});
