import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeRelease, type ReleaseObservation, type TargetHealth } from "../src/release-verdict.ts";

const ids = ["i-1", "i-2", "i-3", "i-4"];
const instance = (instanceId: string, lifecycleState = "InService") => ({
  instanceId,
  availabilityZone: "us-east-1a",
  lifecycleState,
});
const observation: fc.Arbitrary<ReleaseObservation> = fc.record({
  required: fc.integer({ min: 1, max: 4 }),
  instances: fc.uniqueArray(
    fc.record({
      instanceId: fc.constantFrom(...ids),
      availabilityZone: fc.constantFrom("us-east-1a", "us-east-1b"),
      lifecycleState: fc.constantFrom("Pending", "InService", "Terminating"),
    }),
    { selector: ({ instanceId }) => instanceId },
  ),
  targets: fc.uniqueArray(
    fc.record({
      instanceId: fc.constantFrom(...ids, "i-other-1", "i-other-2"),
      state: fc.constantFrom("initial", "healthy", "unhealthy", "draining"),
    }),
    { selector: ({ instanceId }) => instanceId },
  ),
});

describe("a release", () => {
  test("serves when as many of its instances are healthy as it needs", () => {
    const targets = ids.slice(0, 3).map((instanceId) => ({ instanceId, state: "healthy" }));
    const instances = ids.slice(0, 3).map((id) => instance(id));
    expect(judgeRelease({ required: 3, instances, targets })).toMatchObject({ serves: true, healthy: 3 });
    expect(judgeRelease({ required: 4, instances, targets })).toMatchObject({ serves: false, healthy: 3 });
  });

  test("does not count another release's healthy targets", () => {
    const targets = ["i-a", "i-b", "i-c"].map((instanceId) => ({ instanceId, state: "healthy" }));
    const verdict = judgeRelease({ required: 3, instances: [instance("i-1", "Pending")], targets });
    expect(verdict).toMatchObject({ serves: false, healthy: 0, healthyElsewhere: 3 });
  });

  test("has what the load balancer says about a waiting instance", () => {
    const sick: TargetHealth = {
      instanceId: "i-1",
      state: "unhealthy",
      reason: "Target.ResponseCodeMismatch",
      description: "Health checks failed with these codes: [502]",
    };
    const verdict = judgeRelease({ required: 1, instances: [instance("i-1")], targets: [sick] });
    expect(verdict.waiting).toEqual([{ ...instance("i-1"), ...sick }]);
  });

  test("says if an instance is not registered", () => {
    const verdict = judgeRelease({ required: 1, instances: [instance("i-1", "Pending")], targets: [] });
    expect(verdict.waiting).toMatchObject([{ instanceId: "i-1", reason: "Target.NotRegistered" }]);
  });

  test("has each instance either as healthy or as waiting", () => {
    fc.assert(
      fc.property(observation, (seen) => {
        const { healthy, waiting } = judgeRelease(seen);
        expect(healthy + waiting.length).toBe(seen.instances.length);
      }),
    );
  });

  test("serves exactly if enough of its own instances in service are healthy targets", () => {
    fc.assert(
      fc.property(observation, (seen) => {
        const healthyIds = seen.targets.flatMap(({ instanceId, state }) =>
          state === "healthy" ? [instanceId] : [],
        );
        const counted = seen.instances.filter(
          ({ instanceId, lifecycleState }) =>
            healthyIds.includes(instanceId) && lifecycleState === "InService",
        );
        expect(judgeRelease(seen).serves).toBe(counted.length >= seen.required);
      }),
    );
  });

  test("never serves less when one more of its targets turns healthy", () => {
    fc.assert(
      fc.property(observation, fc.constantFrom(...ids), (seen, id) => {
        const better = {
          ...seen,
          targets: [
            ...seen.targets.filter(({ instanceId }) => instanceId !== id),
            { instanceId: id, state: "healthy" },
          ],
        };
        expect(judgeRelease(better).healthy).toBeGreaterThanOrEqual(judgeRelease(seen).healthy);
      }),
    );
  });
});
