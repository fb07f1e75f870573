import type { InstanceIdentity } from "@soft-landing/shared/page";
import { userIds } from "@soft-landing/shared/recommendation-table";
import type { Context } from "koa";
import { failingUnlessEnabled, type GetRecommendation } from "../dependencies/recommendations.ts";
import type { ReadSwitch } from "../dependencies/switch.ts";
import { type DescribedError, describeError } from "../described-error.ts";
import { jsonHeaders } from "../page/html-document.ts";

/** A dependency as the deep health check calls it. Rejects if it does not work. */
export interface DependencyCheck {
  name: string;
  check(): Promise<unknown>;
}

/** The deep health check's result for one dependency. */
export interface DependencyReport {
  name: string;
  healthy: boolean;
  /** Whole milliseconds. */
  durationMs: number;
  error: DescribedError | null;
}

export interface DeepHealthSettings {
  /** A dependency that takes longer counts as failed. */
  limitMs: number;
  /** A report is reused for this long, so that frequent checks cost the dependencies nothing. */
  reuseMs: number;
}

const defaultSettings: DeepHealthSettings = { limitMs: 1_000, reuseMs: 1_000 };

/**
 * `/healthcheck/deep`: calls every dependency and reports 200 if all work, otherwise 503. It is for people.
 * As a load balancer's health check, it takes out all targets at once when a shared dependency fails, and the
 * load balancer fails open.
 */
export function deepHealthRoute(
  instance: InstanceIdentity,
  checks: readonly DependencyCheck[],
  settings: DeepHealthSettings = defaultSettings,
) {
  const report = reusing(settings.reuseMs, () =>
    Promise.all(checks.map((check) => askDependency(check, settings.limitMs))),
  );
  const { id, availabilityZone } = instance;
  return async (context: Context): Promise<void> => {
    const dependencies = await report();
    const healthy = dependencies.every((dependency) => dependency.healthy);
    context.state.unlogged = true;
    context.status = healthy ? 200 : 503;
    context.set(jsonHeaders);
    context.body = `${JSON.stringify(
      { status: healthy ? "healthy" : "unhealthy", instance: { id, availabilityZone }, dependencies },
      null,
      2,
    )}\n`;
  };
}

/** Both dependencies, without anything that softens a failure. */
export function dependencyChecks(readTable: GetRecommendation, readSwitch: ReadSwitch): DependencyCheck[] {
  const getRecommendation = failingUnlessEnabled(readTable, readSwitch);
  return [
    { name: "ParameterStore", check: readSwitch },
    { name: "RecommendationService", check: () => getRecommendation(userIds[0]) },
  ];
}

async function askDependency({ name, check }: DependencyCheck, limitMs: number): Promise<DependencyReport> {
  const startMs = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${limitMs} ms`)), limitMs);
  });
  let error: DependencyReport["error"] = null;
  try {
    await Promise.race([check(), tooSlow]);
  } catch (reason) {
    error = describeError(reason);
  } finally {
    clearTimeout(timer);
  }
  return { name, healthy: error === null, durationMs: Math.round(performance.now() - startMs), error };
}

/** One call serves everyone who asks during the call and for `reuseMs` after its start. */
function reusing<T>(reuseMs: number, make: () => Promise<T>): () => Promise<T> {
  let latest: { value: Promise<T>; untilMs: number } | undefined;
  return () => {
    if (latest === undefined || performance.now() >= latest.untilMs) {
      latest = { value: make(), untilMs: performance.now() + reuseMs };
    }
    return latest.value;
  };
}
