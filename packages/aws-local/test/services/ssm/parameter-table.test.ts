import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createParameterTable } from "../../../src/services/ssm/parameter-table.ts";
import { manualClock } from "../../manual-clock.ts";

describe("the table of parameters", () => {
  test("numbers versions from 1 without a gap, and keeps the last hundred", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 130 }), (values) => {
        const table = createParameterTable(manualClock());
        for (const [index, value] of values.entries()) {
          expect(table.put("/a", value)).toBe(index + 1);
        }
        const kept = table.find("/a")?.versions ?? [];
        expect(kept.map(({ value }) => value)).toEqual(values.slice(-100));
        expect(kept.at(-1)?.version).toBe(values.length);
        expect(table.get("/a")).toEqual({ value: values.at(-1), version: values.length });
      }),
      { examples: [100, 101, 130].map((count) => [Array.from({ length: count }, String)]) },
    );
  });

  test("has no value for a parameter that was never written", () => {
    const table = createParameterTable(manualClock());
    expect([table.get("/a"), table.find("/a"), table.all()]).toEqual([undefined, undefined, []]);
  });

  test("creates a standard String by default, and keeps what later writes do not name", () => {
    const table = createParameterTable(manualClock());
    table.write("/a", "x", { description: "mine", type: "StringList" });
    table.write("/a", "y", { tier: "Advanced" });
    table.put("/b", "z");
    expect(table.find("/a")).toMatchObject({ description: "mine", type: "StringList", tier: "Advanced" });
    expect(table.find("/b")).toMatchObject({ type: "String", tier: "Standard", dataType: "text" });
  });

  test("stamps each version with the clock's time", () => {
    const clock = manualClock(1_000);
    const table = createParameterTable(clock);
    table.put("/a", "x");
    clock.advance(5_000);
    table.put("/a", "y");
    expect(table.find("/a")?.versions.map(({ lastModified }) => lastModified.getTime())).toEqual([
      1_000, 6_000,
    ]);
  });

  test("lists by name, in any order of writing", () => {
    const table = createParameterTable(manualClock());
    for (const name of ["/b", "/c", "/a"]) {
      table.put(name, "x");
    }
    expect(table.all().map(({ name }) => name)).toEqual(["/a", "/b", "/c"]);
  });

  test("reports every write to every listener, with the name", () => {
    const table = createParameterTable(manualClock());
    const heard: string[] = [];
    table.onChange((name) => heard.push(`one ${name}`));
    table.onChange((name) => heard.push(`two ${name}`));
    table.put("/a", "x");
    table.write("/b", "x", {});
    expect(heard).toEqual(["one /a", "two /a", "one /b", "two /b"]);
  });
});
