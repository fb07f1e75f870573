import type { Answer, LoadBalancerOptions } from "../contract.ts";
import type { LoadBalancerMetrics } from "../metrics/load-balancer-metrics.ts";

/** Where a request went, and when it arrived. Part of the record of its answer. */
export interface Sent {
  targetGroupArn?: string;
  targetId?: string;
  /** By `performance.now()`. */
  startedAtMs: number;
}

/** Counts a listener's answers, and reports them if there is a callback. */
export class Answers {
  readonly #metrics: LoadBalancerMetrics;
  readonly #listenerArn: string;
  readonly #observer: Pick<LoadBalancerOptions, "onAnswer" | "answerKindHeader">;

  constructor(
    metrics: LoadBalancerMetrics,
    listenerArn: string,
    observer: Pick<LoadBalancerOptions, "onAnswer" | "answerKindHeader">,
  ) {
    this.#metrics = metrics;
    this.#listenerArn = listenerArn;
    this.#observer = observer;
  }

  /** A request has arrived; undefined if there is no callback. */
  begin(targetGroupArn?: string, targetId?: string): Sent | undefined {
    if (this.#observer.onAnswer === undefined) {
      return undefined;
    }
    return {
      startedAtMs: performance.now(),
      ...(targetGroupArn !== undefined && { targetGroupArn }),
      ...(targetId !== undefined && { targetId }),
    };
  }

  /** @param complete false if the client had disconnected already */
  byElb(statusCode: number, sent: Sent | undefined, complete = true): void {
    this.#metrics.elb(statusCode);
    this.#tell({ statusCode, origin: "elb", complete }, sent);
  }

  /**
   * Only reports: a target's answer is counted with the target, when its head is sent on.
   *
   * @param headers names and values in turn
   */
  byTarget(statusCode: number, headers: readonly string[], sent: Sent | undefined, complete = true): void {
    if (sent === undefined) {
      return;
    }
    const answerKind = headerValue(headers, this.#observer.answerKindHeader);
    this.#tell(
      { statusCode, origin: "target", complete, ...(answerKind !== undefined && { answerKind }) },
      sent,
    );
  }

  #tell(
    answer: Pick<Answer, "statusCode" | "origin" | "complete" | "answerKind">,
    sent: Sent | undefined,
  ): void {
    const { startedAtMs, ...where } = sent ?? {};
    this.#observer.onAnswer?.({
      listenerArn: this.#listenerArn,
      ...where,
      ...answer,
      durationMs: startedAtMs === undefined ? 0 : performance.now() - startedAtMs,
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
