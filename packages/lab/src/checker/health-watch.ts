import type { Memory, PageAnswer } from "./world.ts";

const intervalMs = 100;

/**
 * Requests the health check ten times a second until it is stopped, and counts the answers that are not 200.
 */
export function watchHealth(
  ask: () => Promise<PageAnswer>,
): () => Promise<NonNullable<Memory["duringChange"]>> {
  const underWay = new Set<Promise<void>>();
  const counts = { sent: 0, lost: 0 };
  const one = async () => {
    const status = await ask().then(
      (answer) => answer.status,
      () => 0,
    );
    if (status !== 200) {
      counts.lost++;
    }
  };
  const timer = setInterval(() => {
    counts.sent++;
    const asking = one().finally(() => underWay.delete(asking));
    underWay.add(asking);
  }, intervalMs);
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
    return counts;
  };
}
