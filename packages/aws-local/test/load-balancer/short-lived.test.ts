import fc from "fast-check";
import { expect, test } from "vitest";
import { type Entry, ShortLived } from "../../src/load-balancer/short-lived.ts";

test("holds what was added and not removed, in any order", () => {
  const steps = fc.array(fc.oneof(fc.constant("add" as const), fc.nat(20)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (taken) => {
      const collection = new ShortLived<number>();
      const added: Entry<number>[] = [];
      const expected = new Set<number>();
      for (const step of taken) {
        const entry = step === "add" ? undefined : added[step];
        if (step === "add") {
          expected.add(added.length);
          added.push(collection.add(added.length));
        } else if (entry) {
          expect(collection.remove(entry)).toBe(expected.delete(entry.value));
        }
        expect(collection.size).toBe(expected.size);
        expect(new Set(collection.values())).toEqual(expected);
      }
    }),
  );
});
