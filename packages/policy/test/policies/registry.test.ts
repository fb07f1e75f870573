import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { policies } from "../../src/policies/registry.ts";

test("every policy file is registered under its own name", () => {
  const files = readdirSync(join(import.meta.dirname, "../../src/policies"))
    .filter((file) => file !== "registry.ts")
    .map((file) => file.replace(/\.ts$/, ""));
  expect(policies.map(({ name }) => name).sort()).toEqual(files.sort());
});

test("the package's README lists each policy with its description", () => {
  const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const told = [...readme.matchAll(/^\| `([\w-]+)` \| (.+) \|$/gm)].map(([, name, description]) => ({
    name,
    description,
  }));
  expect(told).toEqual(policies.map(({ name, description }) => ({ name, description })));
});
