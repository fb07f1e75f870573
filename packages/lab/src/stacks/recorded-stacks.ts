import type { Region } from "@soft-landing/aws-local/region";
import type { SwitchRequest } from "@soft-landing/shared/lab-api";
import { describeError, UserMistake } from "@soft-landing/shared/user-mistake";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { createDeployments, type Deployments } from "./deployments.ts";
import type { Stack } from "./stack.ts";
import type { Stacks } from "./stacks.ts";

/** A stack with a recorded graph, and how to evaluate its program again. */
export interface RecordedStack {
  graph: ResourceGraph;
  /** Evaluates the stack's program with another build. */
  evaluate(request: SwitchRequest, signal: AbortSignal): Promise<ResourceGraph>;
}

export interface RecordedStacksOptions {
  region: Region;
  stacks: Stacks;
  /** Names of the program's other stacks. */
  others: readonly string[];
  record(name: string, signal: AbortSignal): Promise<RecordedStack>;
  healthLimitMs: number;
  signal: AbortSignal;
  onChange(): void;
}

/** The stacks that a lab creates from recorded graphs: the first one, and others next to it. */
export interface RecordedStacks {
  /** The lab's first stack. Rejects with the reason if its release never becomes healthy. */
  begin(stack: RecordedStack): Promise<void>;
  /** @param name by default the only stack; undefined if it is not one of these */
  deployments(name?: string): Deployments | undefined;
  /** The stacks that can be started now. */
  offers(): string[];
  isRemovable(name: string): boolean;
  /** Why the last stack did not start. */
  failure(): string | null;
  /** Starts a stack and returns at once. @throws UserMistake if it is not one of the offers */
  bringUp(name: string): void;
  /**
   * Starts to remove a stack that was started, and returns at once. @throws UserMistake if it was not
   * started, or is not up yet
   */
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
