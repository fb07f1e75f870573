import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dynaliteOperations } from "../../src/services/dynamodb/embedded-dynalite.ts";
import { operations } from "../../src/wire/operations.ts";

test("docs/fidelity.md lists the calls that the endpoint answers, and no other", () => {
  const text = readFileSync(join(import.meta.dirname, "../../../../docs/fidelity.md"), "utf8");
  const table = text.slice(text.indexOf("## Calls of the AWS endpoint"));
  const listed = Object.fromEntries(
    [...table.matchAll(/^\| ([a-z]+) \| (.+) \|$/gm)].map(([, service, calls]) => [
      service,
      calls?.split(", ").toSorted(),
    ]),
  );
  const own = Map.groupBy(operations, ({ service }) => service);
  const answered = Object.fromEntries(
    [...own].map(([service, list]) => [service, list.map(({ schema }) => schema[2]).toSorted()]),
  );
  expect(listed).toEqual({ ...answered, dynamodb: [...dynaliteOperations].toSorted() });
});
