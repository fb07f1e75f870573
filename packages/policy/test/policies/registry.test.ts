import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { policies } from "../../src/policies/registry.ts";

test("every policy file is registered under its own name", () => {
  const files = readdirSync(join(import.meta.dirname, "../../src/policies"))
    .filter((file) => file !== "registry.ts")
    .map((file) => file.replace(/\.ts$/, ""));
  expect(policies.map(({ name }) => name).sort()).toEqual(files.sort());
});
