import { setTimeout as sleep } from "node:timers/promises";
import { builds } from "@soft-landing/shared/builds";
import type { FaultInput, LabSnapshot } from "@soft-landing/shared/lab-api";
import type { LabControl } from "../../client/lab-control.ts";
import { createDice, type Dice } from "./dice.ts";
import type { LossWindow, Stretch } from "./explained-losses.ts";

export interface DisturberOptions {
  control: LabControl;
  seed: number;
  /** Milliseconds since the load's start. */
  nowMs(): number;
  /** No disturbance starts after this. */
  untilMs: number;
  signal: AbortSignal;
  /** Reports what is done, line by line. */
  tell(line: string): void;
}

export interface Disturbed {
  disturbances: number;
  windows: LossWindow[];
  /** The times when a build served that does not degrade. */
  hardBuild: Stretch[];
}

/** After a disturbance is over, what was in progress in it may still end. */
const afterglowMs = 2_000;
const lostInstance = ["HTTP 502", "HTTP 504"];

/**
 * Disturbs the lab at random: its instances one after the other and, at the same time, the service that they
 * depend on. Each kind of disturbance occurs once before any occurs again. Resolves when everything is undone
 * and the lab has recovered.
 *
 * @throws Error if the lab does not recover
 */
export async function disturb(options: DisturberOptions): Promise<Disturbed> {
  const disturbed: Disturbed = { disturbances: 0, windows: [], hardBuild: [] };
  const fleet = { kill, freeze, slow, loseZone, switchBuild };
  const dependency = { switchOff, failing, hanging, late, parameterStoreFailing };
  await Promise.all([
    takeTurns(options, disturbed, "fleet", Object.values(fleet)),
    takeTurns(options, disturbed, "dependency", Object.values(dependency)),
  ]);
  return disturbed;
}

interface Scene extends DisturberOptions {
  dice: Dice;
  disturbed: Disturbed;
}

type Disturbance = (scene: Scene) => Promise<void>;

async function takeTurns(
  options: DisturberOptions,
  disturbed: Disturbed,
  name: string,
  kinds: readonly Disturbance[],
): Promise<void> {
  const dice = createDice(options.seed, name);
  const scene = { ...options, dice, disturbed };
  let next: Disturbance[] = [];
  for (;;) {
    await pause(scene, 1_000, 4_000);
    if (options.nowMs() >= options.untilMs) {
      return;
    }
    if (next.length === 0) {
      next = dice.shuffled(kinds);
    }
    await next.pop()?.(scene);
    disturbed.disturbances += 1;
  }
}

function pause({ dice, signal }: Scene, leastMs: number, mostMs: number): Promise<void> {
  return sleep(dice.between(leastMs, mostMs), undefined, { signal });
}

/** Loses the requests in flight to the instance, and those that arrive before its end is noticed. */
async function kill(scene: Scene): Promise<void> {
  const { control } = scene;
  const instance = await anInstance(scene);
  await costing(scene, `kill ${instance.id}`, ["HTTP 502"], async () => {
    await control.perform("kill-instance", { instance: instance.id });
    await until(scene, `${instance.id} gets no more requests`, ({ targetGroup }) =>
      targetGroup.targets.every(({ id, state }) => id !== instance.id || state === "draining"),
    );
  });
  await recovered(scene);
}

/** Loses nothing if the instance continues before the idle timeout, unless its group replaces it. */
async function freeze(scene: Scene): Promise<void> {
  const instance = await anInstance(scene);
  await costingWhereReplaced(scene, `freeze ${instance.id}`, [instance.id], async () => {
    await scene.control.perform("freeze-instance", { instance: instance.id });
    await pause(scene, 3_000, 15_000);
    if ((await instancesOf(scene)).some(({ id }) => id === instance.id)) {
      await scene.control.perform("unfreeze-instance", { instance: instance.id });
    }
    await recovered(scene);
  });
}

async function slow(scene: Scene): Promise<void> {
  const instance = await anInstance(scene);
  const latencyMs = Math.round(scene.dice.between(100, 1_500));
  scene.tell(`${seconds(scene.nowMs())} slow ${instance.id} by ${latencyMs} ms`);
  await scene.control.perform("slow-instance", { instance: instance.id, latencyMs });
  await pause(scene, 3_000, 8_000);
  await scene.control.perform("unslow-instance", { instance: instance.id });
  scene.tell(`${seconds(scene.nowMs())} over: slow ${instance.id}`);
}

/** Like freezing all instances of a zone. Their group launches others elsewhere. */
async function loseZone(scene: Scene): Promise<void> {
  const all = await instancesOf(scene);
  const zone = scene.dice.oneOf(all.map(({ availabilityZone }) => availabilityZone).toSorted());
  const inZone = all.filter(({ availabilityZone }) => availabilityZone === zone).map(({ id }) => id);
  await costingWhereReplaced(scene, `lose ${zone}`, inZone, async () => {
    await scene.control.perform("zone-down", { zone });
    await pause(scene, 3_000, 15_000);
    await scene.control.perform("zone-up", { zone });
    await recovered(scene);
  });
}

/** Loses nothing. */
async function switchBuild(scene: Scene): Promise<void> {
  const { control, nowMs, signal, disturbed } = scene;
  const { build } = await control.snapshot();
  const to = build === "basic" ? "error-handling" : "basic";
  scene.tell(`${seconds(nowMs())} switch to ${to}`);
  const fromMs = nowMs();
  const hard = disturbed.hardBuild.at(-1);
  await control.switchBuild({ build: to }, { signal });
  await recovered(scene);
  if (!builds[to].degrades) {
    disturbed.hardBuild.push({ fromMs, toMs: Number.POSITIVE_INFINITY });
  } else if (hard !== undefined) {
    // Requests in flight to the old instances have ended by now.
    hard.toMs = nowMs();
  }
  scene.tell(`${seconds(nowMs())} over: switch to ${to}`);
}

async function switchOff(scene: Scene): Promise<void> {
  await costingHardBuild(scene, "the switch off", async () => {
    await scene.control.setParameter("false");
    await pause(scene, 2_000, 8_000);
    await scene.control.setParameter("true");
  });
}

const failing: Disturbance = (scene) =>
  faulty(scene, {
    service: "dynamodb",
    error: { code: "ThrottlingException", statusCode: 400 },
    probability: scene.dice.oneOf([0.3, 1]),
  });
const hanging: Disturbance = (scene) => faulty(scene, { service: "dynamodb", hang: true });
const late: Disturbance = (scene) =>
  faulty(scene, { service: "dynamodb", latencyMs: Math.round(scene.dice.between(50, 1_000)) });
const parameterStoreFailing: Disturbance = (scene) =>
  faulty(scene, { service: "ssm", error: { code: "InternalServerError", statusCode: 500 } });

async function faulty(scene: Scene, fault: FaultInput): Promise<void> {
  await costingHardBuild(scene, `fault ${JSON.stringify(fault)}`, async () => {
    const added = await scene.control.addFaults([fault]);
    await pause(scene, 2_000, 8_000);
    await scene.control.clearFaults(added.map(({ id }) => id));
  });
}

async function costing(
  scene: Scene,
  why: string,
  failures: readonly string[],
  act: () => Promise<void>,
  more: Partial<LossWindow> = {},
): Promise<LossWindow> {
  scene.tell(`${seconds(scene.nowMs())} ${why}`);
  const window: LossWindow = {
    why,
    failures,
    onlyHardBuild: false,
    fromMs: scene.nowMs(),
    toMs: Number.POSITIVE_INFINITY,
    ...more,
  };
  await act();
  window.toMs = scene.nowMs() + afterglowMs;
  scene.tell(`${seconds(scene.nowMs())} over: ${why}`);
  scene.disturbed.windows.push(window);
  return window;
}

function costingHardBuild(scene: Scene, why: string, act: () => Promise<void>): Promise<LossWindow> {
  return costing(scene, why, lostInstance, act, { onlyHardBuild: true });
}

async function costingWhereReplaced(
  scene: Scene,
  why: string,
  ids: readonly string[],
  act: () => Promise<void>,
): Promise<void> {
  const window = await costing(scene, why, lostInstance, act);
  const left = new Set((await instancesOf(scene)).map(({ id }) => id));
  if (ids.every((id) => left.has(id))) {
    scene.disturbed.windows.splice(scene.disturbed.windows.indexOf(window), 1);
  }
}

async function anInstance(scene: Scene) {
  return scene.dice.oneOf(await instancesOf(scene));
}

async function instancesOf({ control }: Scene) {
  const { autoScalingGroup } = await control.snapshot();
  return autoScalingGroup.instances
    .filter(({ lifecycleState }) => lifecycleState === "InService")
    .toSorted((a, b) => Date.parse(a.launchedAt) - Date.parse(b.launchedAt));
}

function recovered(scene: Scene): Promise<void> {
  return until(scene, "all its instances are healthy", ({ autoScalingGroup, targetGroup }) => {
    const healthy = new Set(
      targetGroup.targets.filter(({ state }) => state === "healthy").map(({ id }) => id),
    );
    const { instances, desiredCapacity } = autoScalingGroup;
    const serving = instances.filter(
      ({ id, lifecycleState }) => lifecycleState === "InService" && healthy.has(id),
    );
    return serving.length === desiredCapacity && instances.length === desiredCapacity;
  });
}

const pollMs = 100;
/** Longer than a grace period, a replacement and its health checks together. */
const patienceMs = 300_000;

async function until(
  { control, signal, nowMs }: Scene,
  what: string,
  holds: (snapshot: LabSnapshot) => boolean,
): Promise<void> {
  const endMs = nowMs() + patienceMs;
  while (!holds(await control.snapshot())) {
    if (nowMs() > endMs) {
      throw new Error(`The lab does not come to the point where ${what}.`);
    }
    await sleep(pollMs, undefined, { signal });
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s:`;
}
