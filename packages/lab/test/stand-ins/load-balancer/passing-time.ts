import type { ManualClock } from "../../manual-clock.ts";

/** Moves the clock in steps and lets sockets have their turn between them. */
export async function pass(clock: ManualClock, byMs: number, stepMs = 1000): Promise<void> {
  for (let passed = 0; passed < byMs; passed += stepMs) {
    clock.advance(Math.min(stepMs, byMs - passed));
    await turn();
  }
}

/** Lets everything that is ready on sockets happen. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
