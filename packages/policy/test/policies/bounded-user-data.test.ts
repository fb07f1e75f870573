import fc from "fast-check";
import { expect, test } from "vitest";
import { checkBoundedUserData, userDataLimitBytes } from "../../src/policies/bounded-user-data.ts";
import { resourceTypes } from "../../src/resource-types.ts";
import { resource } from "../resources.ts";

function check(userData: unknown) {
  return [...checkBoundedUserData(resource(resourceTypes.launchTemplate, { userData }))];
}

function encoded(text: string) {
  return Buffer.from(text).toString("base64");
}

test("a short cloud-config passes", () => {
  expect(check(encoded("#cloud-config\nruncmd: []\n"))).toEqual([]);
});

test("a config passes exactly when its bytes, not its characters, are within the limit", () => {
  const header = "#cloud-config\n";
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: userDataLimitBytes }),
      fc.constantFrom("x", "ü", "日"),
      (count, letter) => {
        const text = header + letter.repeat(count);
        const fits = Buffer.byteLength(text) <= userDataLimitBytes;
        expect(check(encoded(text)).length).toBe(fits ? 0 : 1);
      },
    ),
  );
});

test.each([undefined, "", "#cloud-config\n"])("%j, which is not base64, is refused", (userData) => {
  expect(check(userData)).toEqual([expect.stringContaining("not base64")]);
});

test("a script in place of a cloud-config is refused", () => {
  expect(check(encoded("#!/bin/sh\n"))).toEqual([expect.stringContaining("#cloud-config")]);
});
