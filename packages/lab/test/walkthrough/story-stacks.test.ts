import { UserMistake } from "@soft-landing/shared/user-mistake";
import { describe, expect, test } from "vitest";
import { storyStacks } from "../../src/walkthrough/story-stacks.ts";

const stack = (name: string, build: string | null) => ({ name, build });
const all = [stack("a", "basic"), stack("b", "error-handling"), stack("c", "basic"), stack("d", "custom")];

describe("the story among stacks that Pulumi deploys", () => {
  test.each([
    [undefined, { basic: "a", "error-handling": "b" }],
    ["c", { basic: "c", "error-handling": "b" }],
    ["b", { basic: "a", "error-handling": "b" }],
  ])("with %s chosen begins and ends in these", (chosen, expected) => {
    expect(storyStacks(all, chosen)).toEqual(expected);
  });

  test.each([
    [
      "no stack serves a build",
      [stack("a", "basic")],
      undefined,
      "serves build error-handling",
      "pulumi stack init",
    ],
    ["there is no such stack", all, "z", "no stack z", "It has a, b, c, d."],
    ["it serves another build", all, "d", "stack d serves build custom", "config set build basic --stack d"],
    ["it serves nothing yet", [stack("e", null)], "e", "stack e serves nothing yet", "pulumi up --stack e"],
  ])("is refused with the remedy if %s", (_why, stacks, chosen, message, remedy) => {
    const refusal = catchOf(() => storyStacks(stacks, chosen));
    expect(refusal).toBeInstanceOf(UserMistake);
    expect((refusal as UserMistake).message).toContain(message);
    expect((refusal as UserMistake).remedy).toContain(remedy);
  });
});

function catchOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
