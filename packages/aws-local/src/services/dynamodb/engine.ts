import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { crc32 } from "node:zlib";
import type { Clock } from "@soft-landing/shared/clock";
import type { Place } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { WireAnswer } from "../../wire/protocols/wire-protocol.ts";
import { forkDynamoDb } from "./engine-child.ts";
import type { EngineCall, EngineMessage, EngineReport } from "./engine-messages.ts";

/** Many times longer than DynamoDB's largest call takes, so that a busy machine does not reach it. */
const deadlineMs = 5_000;
/** After this many processes in a row that end without an answer, only the next call starts a new one. */
const mostIdleEnds = 3;

const closedMessage = "The region is closed.";

/** DynamoDB in its own process, so that no call can end or block the lab. */
export interface DynamoDbEngine {
  /**
   * Answers a call as DynamoDB does. A call that was not started when the process ends waits for the next
   * process.
   *
   * @param body DynamoDB JSON
   * @throws AwsError InternalServerError if the process ends during this call, or does not answer it within
   *   the deadline
   */
  answer(operation: string, body: string): Promise<WireAnswer>;
  /** Starts the process. Otherwise the first call would wait for it. */
  start(): void;
  /** The ID of the process; undefined if none is running. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

export interface DynamoDbEngineOptions extends Place {
  clock: Clock;
  /** It contains the tables, so they outlive the process. */
  folder: string;
  /** A process from {@link forkDynamoDb} that is already starting, to be the first one. */
  firstProcess?: ChildProcess;
}

interface Waiting {
  call: EngineCall;
  resolve(answer: WireAnswer): void;
  reject(error: Error): void;
}

interface Engine {
  child: ChildProcess;
  ready: boolean;
  /** Why it is about to end, if that is known. */
  failure?: string;
}

/** The process answers the calls in their order, so the first one that waits is the current one. */
export function createDynamoDbEngine(options: DynamoDbEngineOptions): DynamoDbEngine {
  const { clock, region, accountId, folder } = options;
  let { firstProcess } = options;
  const waiting = new Map<number, Waiting>();
  let engine: Engine | undefined;
  let lastId = 0;
  let idleEnds = 0;
  let closing = false;
  let cancelDeadline = () => {};

  function start(): void {
    if (engine !== undefined || closing) {
      return;
    }
    const child = firstProcess?.connected ? firstProcess : forkDynamoDb();
    firstProcess = undefined;
    child.ref();
    child.channel?.ref();
    const started: Engine = { child, ready: false };
    engine = started;
    started.child.on("message", (report: EngineReport) => onReport(started, report));
    // A process that cannot be started has an error instead of an exit code.
    started.child.once("error", (error) => onEnd(started, error.message));
    started.child.once("exit", (code, signal) => onEnd(started, signal ?? `exit code ${code}`));
    send(started, { kind: "open", region, accountId, folder });
  }

  function onReport(from: Engine, report: EngineReport): void {
    switch (report.kind) {
      case "ready":
        from.ready = true;
        for (const { call } of waiting.values()) {
          send(from, call);
        }
        watchFirst();
        break;
      case "failure":
        from.failure = report.error;
        break;
      default:
        idleEnds = 0;
        settle(report);
        watchFirst();
    }
  }

  function settle(report: Extract<EngineReport, { id: number }>): void {
    const settled = waiting.get(report.id);
    waiting.delete(report.id);
    if (report.kind === "answer") {
      const { statusCode, body } = report;
      settled?.resolve({ statusCode, headers: headersOf(body), body });
    } else {
      settled?.reject(new AwsError(report.code, report.message));
    }
  }

  function watchFirst(): void {
    cancelDeadline();
    cancelDeadline = waiting.size === 0 ? () => {} : clock.after(deadlineMs, onDeadline);
  }

  function onDeadline(): void {
    if (engine !== undefined) {
      engine.failure = `no answer within ${deadlineMs / 1000} s`;
      engine.child.kill("SIGKILL");
    }
  }

  function onEnd(ended: Engine, reason: string): void {
    if (engine !== ended) {
      return;
    }
    engine = undefined;
    cancelDeadline();
    if (closing) {
      return;
    }
    const why = ended.failure ?? reason;
    if (ended.ready) {
      const [first] = waiting.values();
      refuse(first, `The lab's DynamoDB crashed on this call (${why}). It restarts with its data.`);
    }
    idleEnds += 1;
    if (idleEnds < mostIdleEnds) {
      start();
      return;
    }
    for (const call of waiting.values()) {
      refuse(call, `The lab's DynamoDB does not start (${why}).`);
    }
  }

  function refuse(refused: Waiting | undefined, message: string): void {
    if (refused !== undefined) {
      waiting.delete(refused.call.id);
      refused.reject(new AwsError("InternalServerError", message, 500));
    }
  }

  return {
    start,
    get pid() {
      return engine?.child.pid;
    },
    answer(operation, body) {
      const call: EngineCall = { kind: "call", id: ++lastId, operation, body };
      const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
      waiting.set(call.id, { call, resolve, reject });
      start();
      if (closing) {
        refuse(waiting.get(call.id), closedMessage);
      } else if (engine?.ready) {
        send(engine, call);
        if (waiting.size === 1) {
          watchFirst();
        }
      }
      return promise;
    },
    async close() {
      closing = true;
      const child = engine?.child;
      if (child?.pid !== undefined) {
        const gone = once(child, "exit");
        child.kill("SIGKILL");
        await gone;
      }
      for (const call of waiting.values()) {
        refuse(call, closedMessage);
      }
    },
  };
}

/** botocore verifies the checksum. */
function headersOf(body: string): Record<string, string> {
  return {
    "Content-Type": "application/x-amz-json-1.0",
    "x-amz-crc32": String(crc32(body)),
    "x-amzn-RequestId": randomUUID(),
  };
}

function send({ child }: Engine, message: EngineMessage): void {
  if (child.connected) {
    // A message that does not arrive means that the process has ended, which is reported separately.
    child.send(message, () => {});
  }
}
