import { describe, expect, test } from "vitest";
import { projectFolder, repositoryRoot } from "../../src/artifact/artifact.ts";
import { type StackRequest, stackSteps, UsageMistake } from "../../src/command/stack-steps.ts";

const lines = (...words: string[]) => linesOf({ words });
const linesOf = (request: Partial<StackRequest>) =>
  stackSteps({ words: [], stack: "basic", pulumiOptions: [], folder: repositoryRoot, ...request }).map(
    ({ program, args }) => [program, ...args].join(" "),
  );
const build = "pnpm exec turbo run build --filter=@soft-landing/server --output-logs=errors-only";

describe("a stack's usual life", () => {
  test.each<[string, string[], string[]]>([
    ["up builds first", ["up"], [build, "pulumi up --stack basic"]],
    ["preview builds first", ["preview"], [build, "pulumi preview --stack basic"]],
    ["outputs only asks", ["outputs"], ["pulumi stack output --stack basic"]],
    ["destroy only destroys", ["destroy"], ["pulumi destroy --stack basic"]],
  ])("%s", (_what, words, expected) => {
    expect(lines(...words)).toEqual(expected);
  });

  test("switch builds, sets the build, forgets another's artifact, and updates", () => {
    expect(lines("switch", "error-handling")).toEqual([
      build,
      "pulumi config set build error-handling --stack basic",
      "pulumi config rm artifact --stack basic",
      "pulumi config rm artifactSha256 --stack basic",
      "pulumi up --stack basic",
    ]);
  });

  test("switch custom names the file as the stack's config does, from its own folder", () => {
    const request = { words: ["switch", "custom"], artifact: "examples/custom-server/custom.tgz" };
    expect(linesOf(request)[2]).toBe(
      "pulumi config set artifact ../../examples/custom-server/custom.tgz --stack basic",
    );
  });

  test("switch custom leaves a URL as it is", () => {
    const request = {
      words: ["switch", "custom"],
      artifact: "https://example.org/x.tgz",
      artifactSha256: "f00",
    };
    expect(linesOf(request).slice(2, 4)).toEqual([
      "pulumi config set artifact https://example.org/x.tgz --stack basic",
      "pulumi config set artifactSha256 f00 --stack basic",
    ]);
  });

  test("another stack and Pulumi's own options are handed on", () => {
    const request = { words: ["up"], stack: "error-handling", pulumiOptions: ["--yes", "--refresh"] };
    expect(linesOf(request)[1]).toBe("pulumi up --stack error-handling --yes --refresh");
  });

  test("Pulumi runs in the project's folder, the build at the root", () => {
    const request: StackRequest = { words: ["up"], stack: "basic", pulumiOptions: [], folder: "/" };
    expect(stackSteps(request).map(({ folder }) => folder)).toEqual([repositoryRoot, projectFolder]);
  });
});

test.each<[string, Partial<StackRequest>]>([
  ["no verb", { words: [] }],
  ["an unknown verb", { words: ["deploy"] }],
  ["switch to nothing", { words: ["switch"] }],
  ["switch to an unknown build", { words: ["switch", "bsic"] }],
  ["switch custom without an artifact", { words: ["switch", "custom"] }],
  ["switch basic with an artifact", { words: ["switch", "basic"], artifact: "x.tgz" }],
  ["up with a build", { words: ["up", "basic"] }],
  ["up with an artifact", { words: ["up"], artifact: "x.tgz" }],
])("%s is refused", (_what, request) => {
  expect(() => linesOf(request)).toThrow(UsageMistake);
});
