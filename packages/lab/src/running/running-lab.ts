import type { Region } from "@soft-landing/aws-local/region";
import type { Clock } from "@soft-landing/shared/clock";
import type { RecordedStacks } from "../stacks/recorded-stacks.ts";
import type { ServingStack } from "../stacks/stack.ts";
import type { Stacks } from "../stacks/stacks.ts";
import type { RunningLabRecord } from "../state/state-file.ts";
import type { AnswerTally } from "./answer-tally.ts";
import type { ChangeSignal } from "./change-signal.ts";
import type { PageTraffic } from "./page-traffic.ts";
import type { ServerLog } from "./server-log.ts";

/** The parts of a running lab, for everything that shows or changes it. */
export interface RunningLab {
  /** Its identity and its addresses, as in its state file. */
  readonly record: RunningLabRecord;
  readonly clock: Clock;
  readonly region: Region;
  readonly stacks: Stacks;
  /** What currently serves a stack, by default the only one. @throws UserMistake if nothing does */
  serving(stack?: string): ServingStack;
  /** Undefined if Pulumi's engine deploys. */
  readonly recorded: RecordedStacks | undefined;
  readonly traffic: PageTraffic;
  /** What users got since the last second that was read. */
  readonly answers: AnswerTally;
  /** The last lines that the servers wrote. */
  readonly serverLog: ServerLog;
  readonly changes: ChangeSignal;
  /** Aborted when the lab ends. Everything that a route starts ends with it. */
  readonly signal: AbortSignal;
  /** Asks the lab to end; returns at once. */
  requestEnd(): void;
}

/** The server on the console's port. It listens before there is a lab to show. */
export interface ControlServer {
  /** Resolves with the port; rejects with the system's error, such as EADDRINUSE. Until `serve` it answers 503. */
  listen(port: number): Promise<number>;
  /** From now on, calls reach this lab. */
  serve(lab: RunningLab): void;
  close(): Promise<void>;
}
