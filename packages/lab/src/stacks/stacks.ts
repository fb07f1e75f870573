import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { Stack } from "./stack.ts";

/** The stacks of a lab, in the order of their creation. */
export interface Stacks {
  list(): Stack[];
  /** The stack of a project; it is created if it does not exist yet. */
  ensure(project: string, name: string, deployedBy: Stack["deployedBy"]): Stack;
  /** Forgets a stack without resources. */
  forgetEmpty(stack: Stack): void;
  /**
   * @param name by default the only stack @throws UserMistake if there is no stack of that name, or several
   *   to choose from
   */
  find(name?: string): Stack;
}

export function createStacks(): Stacks {
  const stacks = new Map<string, Stack>();
  const keyOf = (project: string, name: string) => `${project}/${name}`;
  return {
    list: () => [...stacks.values()],
    ensure(project, name, deployedBy) {
      const key = keyOf(project, name);
      const stack: Stack = stacks.get(key) ?? {
        project,
        name,
        deployedBy,
        phase: "up",
        resources: new Map(),
      };
      stacks.set(key, stack);
      return stack;
    },
    forgetEmpty(stack) {
      if (stack.resources.size === 0) {
        stacks.delete(keyOf(stack.project, stack.name));
      }
    },
    find(name) {
      const all = [...stacks.values()];
      const found = all.filter((stack) => name === undefined || stack.name === name);
      const [only, another] = found;
      if (only !== undefined && another === undefined) {
        return only;
      }
      const names = all.map((stack) => stack.name).join(", ");
      if (all.length === 0) {
        throw new UserMistake(
          "This lab does not have a stack yet.",
          'Deploy one: eval "$(pnpm -s lab env)", then `pulumi up` in packages/infra.',
        );
      }
      throw name === undefined
        ? new UserMistake(`The lab has several stacks: ${names}.`, "Choose one with --stack NAME.")
        : new UserMistake(`The lab has no stack ${name}.`, `It has ${names}.`);
    },
  };
}
