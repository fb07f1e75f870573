import { isServerBuild, type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import type { LabStacks } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";

type KnownStack = Pick<LabStacks["stacks"][number], "name" | "build">;

/**
 * The stack of each build, for the story among stacks that Pulumi deploys: it starts in one that serves the
 * first build and ends in one that serves the other.
 *
 * @param chosen is used for its build; by default the first stack of each build
 * @throws UserMistake that says which stack is missing, and how to deploy it
 */
export function storyStacks(stacks: readonly KnownStack[], chosen?: string): Record<ServerBuild, string> {
  const preferred = stacks.find(({ name }) => name === chosen);
  if (chosen !== undefined && preferred === undefined) {
    const names = stacks.map(({ name }) => name).join(", ");
    throw new UserMistake(`The lab has no stack ${chosen}.`, `It has ${names || "none"}.`);
  }
  if (preferred !== undefined && !isServerBuild(preferred.build ?? "")) {
    const serves = preferred.build === null ? "nothing yet" : `build ${preferred.build}`;
    throw new UserMistake(
      `The story is about the builds ${serverBuilds.join(" and ")}, but stack ${chosen} serves ${serves}.`,
      `Choose a stack that serves one of them, or deploy one: \`pulumi config set build basic --stack ${chosen}\`, then \`pulumi up --stack ${chosen}\`.`,
    );
  }
  const found = serverBuilds.map((build) => {
    const stack = preferred?.build === build ? preferred : stacks.find((one) => one.build === build);
    if (stack === undefined) {
      throw new UserMistake(
        `The story needs a stack for each build, but no stack of this lab serves build ${build}.`,
        `Deploy one: \`pulumi stack init ${build}\`, \`pulumi config set build ${build}\`, then \`pulumi up\`.`,
      );
    }
    return [build, stack.name] as const;
  });
  return Object.fromEntries(found) as Record<ServerBuild, string>;
}
