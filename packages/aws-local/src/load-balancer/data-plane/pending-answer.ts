import type { Answer } from "../contract.ts";
import type { ElbStatus } from "./error-page.ts";

/** Who wants to know of a listener's answers. */
export interface AnswerObserver {
  listenerArn: string;
  onAnswer(answer: Answer): void;
  /** In lower case. */
  answerKindHeader: string | undefined;
}

/** A request that is not answered yet, for whoever counts answers. */
export class PendingAnswer {
  readonly #observer: AnswerObserver;
  readonly #startedAtMs = performance.now();
  #targetGroupArn: string | undefined;
  #targetId: string | undefined;

  constructor(observer: AnswerObserver) {
    this.#observer = observer;
  }

  sentTo(targetGroupArn: string | undefined, targetId: string | undefined): void {
    this.#targetGroupArn = targetGroupArn;
    this.#targetId = targetId;
  }

  /** @param complete false where the client was gone already */
  byElb(statusCode: ElbStatus, complete = true): void {
    this.#tell({ statusCode, origin: "elb", complete });
  }

  /** @param headers as a flat list */
  byTarget(statusCode: number, headers: readonly string[], complete = true): void {
    const answerKind = headerValue(headers, this.#observer.answerKindHeader);
    this.#tell({
      statusCode,
      origin: "target",
      complete,
      ...(answerKind !== undefined && { answerKind }),
    });
  }

  #tell(answer: Pick<Answer, "statusCode" | "origin" | "complete" | "answerKind">): void {
    this.#observer.onAnswer({
      listenerArn: this.#observer.listenerArn,
      ...(this.#targetGroupArn !== undefined && { targetGroupArn: this.#targetGroupArn }),
      ...(this.#targetId !== undefined && { targetId: this.#targetId }),
      ...answer,
      durationMs: performance.now() - this.#startedAtMs,
    });
  }
}

function headerValue(headers: readonly string[], name: string | undefined): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    const header = headers[i] ?? "";
    if (header.length === name?.length && header.toLowerCase() === name) {
      return headers[i + 1];
    }
  }
  return undefined;
}
