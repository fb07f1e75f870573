import { builds } from "@soft-landing/shared/builds";
import {
  bulkhead,
  ConstantBackoff,
  handleWhen,
  type IPolicy,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";
import { type GetRecommendation, RecommendationNotFound } from "../dependencies/recommendations.ts";
import type { Logger } from "../log.ts";
import { translateRejection } from "./policy-errors.ts";
import { type ProbedCircuitSettings, probedCircuit } from "./probed-circuit.ts";

/** The numbers of the policies, times in milliseconds. */
export interface PolicySettings {
  /** For everything that a page does for its recommendation: waiting for a slot, calling, calling again. */
  budgetMs: number;
  /** For one call. */
  callTimeoutMs: number;
  /** Calls at the same time, and pages that may wait for a slot. Further pages get the fallback at once. */
  bulkhead: { calls: number; queue: number };
  circuit: ProbedCircuitSettings;
}

/**
 * DynamoDB answers a GetItem within a few milliseconds, so 80 ms is far out in the tail, and nobody notices
 * 100 ms. 32 calls at once are about 6,000 pages/s at 5 ms each, more than a core can serve. The circuit
 * counts twice as many calls as there can be at the same time, so that one stall of this process, which fails
 * all of them together, does not open it.
 */
export const defaultPolicySettings: PolicySettings = {
  budgetMs: builds["error-handling"].dependencyTimeoutMs,
  callTimeoutMs: 80,
  bulkhead: { calls: 32, queue: 16 },
  circuit: {
    failureShare: 0.5,
    lastCalls: 64,
    minimumCalls: 10,
    probePauseMs: { first: 100, longest: 1_000 },
  },
};

/** The policies around one call, from the outside in. */
export interface RecommendationPolicies {
  budget: IPolicy;
  bulkhead: IPolicy;
  retry: IPolicy;
  circuit: IPolicy;
  callTimeout: IPolicy;
}

/** The policies, the last failure that their circuit saw, and how to end its probes. */
export interface Protection {
  policies: RecommendationPolicies;
  lastFailure(): unknown;
  stop(): void;
}

/**
 * By default cockatiel also aborts the signal of a call that has returned. Nobody listens any more, and an abort
 * makes an exception with a stack, which costs a twentieth of a page's processor time.
 */
const timeoutOptions = { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false };

/** Creates the policies for a call. The circuit's probe is the call for a user that always exists. */
export function recommendationPolicies(
  call: GetRecommendation,
  probeUserId: string,
  log: Logger,
  settings: PolicySettings,
): Protection {
  // The call does not get the signal that ends with its page: a late answer leaves a usable connection
  // behind. The client's own limits end real hangs.
  const callTimeout = timeout(settings.callTimeoutMs, timeoutOptions);
  const probe = () => callTimeout.execute(() => call(probeUserId));
  const circuit = probedCircuit(settings.circuit, isFailureOfTheService, probe, log);
  return {
    policies: {
      budget: timeout(settings.budgetMs, timeoutOptions),
      bulkhead: bulkhead(settings.bulkhead.calls, settings.bulkhead.queue),
      retry: retry(handleWhen(isQuickAndTransient), { maxAttempts: 1, backoff: new ConstantBackoff(0) }),
      circuit: circuit.policy,
      callTimeout,
    },
    lastFailure: circuit.lastFailure,
    stop: circuit.stop,
  };
}

/** The call under its policies. It rejects with errors that suit the page's diagnostics. */
export function protect(
  call: GetRecommendation,
  { policies, lastFailure }: Pick<Protection, "policies" | "lastFailure">,
): GetRecommendation {
  const { budget, bulkhead, retry, circuit, callTimeout } = policies;
  const all = wrap(budget, bulkhead, retry, circuit, callTimeout);
  return async (userId) => {
    try {
      return await all.execute(() => call(userId));
    } catch (error) {
      throw translateRejection(error, lastFailure());
    }
  };
}

/** A missing item is not a failure: a service that answers like this works. */
function isFailureOfTheService(error: unknown): boolean {
  return !(error instanceof RecommendationNotFound);
}

/** Broken connections, by Node's codes: a second attempt on another socket helps against them. */
const brokenConnections: ReadonlySet<unknown> = new Set(["ECONNRESET", "EPIPE", "ECONNREFUSED"]);

/**
 * True for failures that came quickly and may not happen again: a broken connection or a server-side error. A
 * timeout is not among them, because the page cannot wait twice. Neither is throttling, which more calls make
 * worse.
 */
function isQuickAndTransient(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  if ("code" in error && brokenConnections.has(error.code)) {
    return true;
  }
  return statusOf(error) >= 500;
}

/** The HTTP status that the SDK attaches to a service's error; 0 if there is none. */
function statusOf(error: Error): number {
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) {
    return 0;
  }
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : 0;
}
