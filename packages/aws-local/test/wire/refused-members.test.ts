import { describe, expect, test } from "vitest";
import { type HonouredMembers, refuseUnhonoured } from "../../src/wire/honoured.ts";

describe("what an operation does not support", () => {
  const honours: HonouredMembers = {
    Name: true,
    Tier: ["Standard", true],
    Filters: { Key: true, Values: true },
    Tables: { "*": { Keys: true } },
  };
  const check = (input: object) => () => refuseUnhonoured("PutThing", honours, input);

  test.each([
    [{ Colour: "red" }, "Colour (it takes Name, Tier, Filters, Tables)"],
    [{ Tier: "Advanced" }, 'Tier "Advanced" (it takes Standard, true)'],
    [{ Tier: ["Standard", "Advanced"] }, 'Tier "Advanced" (it takes Standard, true)'],
    [{ Tier: false }, "Tier false (it takes Standard, true)"],
    [{ Filters: [{ Key: "a" }, { Option: "b" }] }, "Filters.2.Option (it takes Key, Values)"],
    [{ Tables: { shows: { Keys: [], Limit: 1 } } }, "Tables.shows.Limit (it takes Keys)"],
    [{ constructor: "x" }, "constructor (it takes"],
    [{ Colour: false }, "Colour"],
    [{ Colour: 0 }, "Colour"],
    [{ Colour: new Date(0) }, "Colour"],
    [{ Colour: new Uint8Array() }, "Colour"],
  ])("is named with the supported members: %j", (input, message) => {
    expect(check(input)).toThrow(message);
  });

  test.each([
    {},
    { Name: { Any: { Thing: 1 } } },
    { Tier: "Standard" },
    { Tier: ["Standard", true] },
    { Colour: "" },
    { Colour: null },
    { Colour: [] },
    { Colour: {} },
    { Colour: undefined },
    { Filters: [], Tables: {} },
    { Filters: ["text"] },
    { Filters: [null] },
  ])("does not include empty or supported members: %j", (input) => {
    expect(check(input)).not.toThrow();
  });

  test("is named in a message of bounded length", () => {
    const input = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`Member${index}`, 1]));
    expect(check(input)).toThrow(/Member9 \([^)]*\)\.$/);
  });
});

test("a refusal names the operation, and ten members at most", () => {
  const input = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`M${index}`, 1]));
  const named = Array.from({ length: 10 }, (_, index) => `M${index} (it takes nothing)`);
  const words = `The lab does not support all of PutThing, and refuses these members instead of ignoring them: ${named.join("; ")}.`;
  expect(() => refuseUnhonoured("PutThing", {}, input)).toThrow(
    expect.objectContaining({ code: "ValidationException", message: words }),
  );
});
