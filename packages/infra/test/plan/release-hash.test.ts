import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { artifactKey, releaseHash } from "../../src/plan/release-hash.ts";

const parts = fc.record({
  artifactSha256: fc.string(),
  machineImageId: fc.string(),
  instanceType: fc.string(),
  userDataTemplate: fc.string(),
});

describe("a release's hash", () => {
  test("depends on exactly its parts", () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same =
          JSON.stringify(Object.entries(one).toSorted()) === JSON.stringify(Object.entries(other).toSorted());
        expect(releaseHash(one) === releaseHash(other)).toBe(same);
      }),
    );
  });

  test.each(["artifactSha256", "machineImageId", "instanceType", "userDataTemplate"] as const)(
    "changes with %s alone",
    (part) => {
      const one = { artifactSha256: "a", machineImageId: "b", instanceType: "c", userDataTemplate: "d" };
      expect(releaseHash({ ...one, [part]: "changed" })).not.toBe(releaseHash(one));
    },
  );
});

test("a release's hash is eight hex digits, and the artifact's key has both hashes", () => {
  const parts = { artifactSha256: "a", machineImageId: "b", instanceType: "c", userDataTemplate: "d" };
  expect(releaseHash(parts)).toMatch(/^[0-9a-f]{8}$/);
  expect(artifactKey("aaaaaaaa", "f00")).toBe("releases/aaaaaaaa/f00.tgz");
});

test("two releases of one artifact have one object each", () => {
  expect(artifactKey("aaaaaaaa", "f00")).not.toBe(artifactKey("bbbbbbbb", "f00"));
});
