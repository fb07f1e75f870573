import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checks } from "../../src/conformance/registry.ts";
import { repositoryRoot } from "../../src/program/repository.ts";

test("docs/fidelity.md names only existing checks, each in the row that it also proves", () => {
  const document = readFileSync(join(repositoryRoot, "docs/fidelity.md"), "utf8");
  const named = [...document.matchAll(/, `([a-z-]+\.[a-z0-9-]+)`/g)].map(([, id]) => id);
  const known = new Set(checks.map(({ id }) => id));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((id) => id !== undefined && !known.has(id))).toEqual([]);
});
