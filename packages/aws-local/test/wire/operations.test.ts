import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startSampleRegion } from "../sample-region.ts";

test("docs/fidelity.md lists exactly the calls that the endpoint answers", async () => {
  const text = readFileSync(join(import.meta.dirname, "../../../../docs/fidelity.md"), "utf8");
  const table = text.slice(text.indexOf("## Calls of the AWS endpoint"));
  const listed = Object.fromEntries(
    [...table.matchAll(/^\| ([a-z]+) \| (.+) \|$/gm)].map(([, service, calls]) => [
      service,
      calls?.split(", ").toSorted(),
    ]),
  );
  const { services, close } = await startSampleRegion();
  await close();
  const answered = services.all
    .map(({ model, operations, engine }) => ({
      service: model.name,
      calls: [...operations.keys(), ...(engine?.operations ?? [])],
    }))
    .filter(({ calls }) => calls.length > 0);
  expect(listed).toEqual(
    Object.fromEntries(answered.map(({ service, calls }) => [service, calls.toSorted()])),
  );
});
