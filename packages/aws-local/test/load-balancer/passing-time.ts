import type { ManualClock } from "../manual-clock.ts";
import type { Rig } from "./rig.ts";

/** Moves the clock in steps and lets sockets have their turn between them. */
export async function pass(clock: ManualClock, byMs: number, stepMs = 1000): Promise<void> {
  for (let passed = 0; passed < byMs; passed += stepMs) {
    clock.advance(Math.min(stepMs, byMs - passed));
    await turn();
  }
}

/** Lets everything that is ready on sockets happen; more rounds, where one thing makes the next one ready. */
export async function turn(rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets time pass until the load balancer takes the target for that; two minutes at most. */
export async function untilState(
  rig: Rig,
  clock: ManualClock,
  state: string,
  targetId = "i-0",
): Promise<void> {
  for (let seconds = 0; rig.stateOf(targetId) !== state; seconds++) {
    if (seconds > 120) {
      throw new Error(`${targetId} is ${rig.stateOf(targetId)} after two minutes, not ${state}`);
    }
    await pass(clock, 1_000);
    for (let i = 0; i < 3; i++) {
      await turn();
    }
  }
}
