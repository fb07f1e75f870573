import type { Region } from "@soft-landing/aws-local/region";
import type { SwitchRequest } from "@soft-landing/shared/lab-api";
import { describeError, UserMistake } from "@soft-landing/shared/user-mistake";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { createDeployments, type Deployments } from "./deployments.ts";
import type { Stack } from "./stack.ts";
import type { Stacks } from "./stacks.ts";

/** A stack whose graph is recorded, and how its program is evaluated again. */
export interface RecordedStack {
  graph: ResourceGraph;
  /** Evaluates the stack's program with another build. */
  evaluate(request: SwitchRequest, signal: AbortSignal): Promise<ResourceGraph>;
}

export interface RecordedStacksOptions {
  region: Region;
  stacks: Stacks;
  /** Names of further stacks of the program. */
  others: readonly string[];
  record(name: string, signal: AbortSignal): Promise<RecordedStack>;
  healthLimitMs: number;
  signal: AbortSignal;
  onChange(): void;
}

/** The stacks that a lab realises from recorded graphs: the one it begins with, and others beside it. */
export interface RecordedStacks {
  /** The lab's first stack; rejects with the reason when its release never turns healthy. */
  begin(stack: RecordedStack): Promise<void>;
  /** @param name by default the only stack; undefined where it is none of these */
  deployments(name?: string): Deployments | undefined;
  /** Those that could be brought up now. */
  offers(): string[];
  isRemovable(name: string): boolean;
  /** Why the last stack that was to be brought up never came. */
  failure(): string | null;
  /** Begins to bring a stack up and returns at once. @throws UserMistake where it is none of the offers */
  bringUp(name: string): void;
  /** Begins to remove a stack that was brought up and returns at once. @throws UserMistake where it was not, or is not up yet */
  takeDown(name: string): void;
}

export function createRecordedStacks(options: RecordedStacksOptions): RecordedStacks {
  const { stacks, signal, onChange } = options;
  const deployed = new Map<string, Deployments>();
  let first = "";
  let failure: string | null = null;

  async function realise(name: string, { graph, evaluate }: RecordedStack): Promise<void> {
    const stack: Stack = stacks.ensure(graph.project, name, "lab");
    const deployments = createDeployments({ ...options, stack, evaluate });
    deployed.set(name, deployments);
    stack.phase = "coming";
    onChange();
    try {
      await deployments.first(graph);
      stack.phase = "up";
    } catch (error) {
      deployed.delete(name);
      stacks.forgetEmpty(stack);
      throw error;
    }
  }

  const offers = () => options.others.filter((name) => name !== first && !deployed.has(name));

  return {
    async begin(stack) {
      first = stack.graph.stack;
      await realise(first, stack);
    },
    deployments: (name) => deployed.get(name ?? stacks.find().name),
    offers,
    isRemovable: (name) => name !== first && deployed.has(name),
    failure: () => failure,
    bringUp(name) {
      if (!offers().includes(name)) {
        const names = offers().join(", ");
        throw new UserMistake(
          `The lab cannot start stack ${name}.`,
          names === "" ? "All stacks of the program are already up." : `There are ${names}.`,
        );
      }
      failure = null;
      options
        .record(name, signal)
        .then((stack) => realise(name, stack))
        .catch((error: unknown) => {
          const reason = error instanceof UserMistake ? error.message : describeError(error);
          failure = `Stack ${name} did not start. ${reason}`;
        })
        .finally(onChange);
      onChange();
    },
    takeDown(name) {
      const deployments = deployed.get(name);
      if (name === first || deployments === undefined) {
        throw new UserMistake(
          `Stack ${name} is the lab's first stack. Only a stack that was started next to it can be removed.`,
        );
      }
      const stack = stacks.find(name);
      const gone = deployments.last();
      stack.phase = "going";
      onChange();
      gone
        .then(() => {
          deployed.delete(name);
          stacks.forgetEmpty(stack);
        })
        .catch((error: unknown) => {
          failure = `Stack ${name} was not removed. ${describeError(error)}`;
        })
        .finally(onChange);
    },
  };
}
