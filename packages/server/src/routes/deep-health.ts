import type { InstanceIdentity } from "@soft-landing/shared/page";
import { userIds } from "@soft-landing/shared/recommendation-table";
import type { Context } from "koa";
import { failingUnlessEnabled, type GetRecommendation } from "../dependencies/recommendations.ts";
import type { ReadSwitch } from "../dependencies/switch.ts";
import { type DescribedError, describeError } from "../described-error.ts";
import { jsonHeaders } from "../page/html-document.ts";

/** A dependency as the deep health check asks it: rejects when it does not work. */
export interface DependencyCheck {
  name: string;
  check(): Promise<unknown>;
}

/** What the deep health check found of one dependency. */
export interface DependencyReport {
  name: string;
  healthy: boolean;
  /** Whole milliseconds. */
  durationMs: number;
  error: DescribedError | null;
}

export interface DeepHealthSettings {
  /** A dependency that takes longer is reported as failed. */
  limitMs: number;
  /** A report is given again for so long, so that asking often costs the dependencies nothing. */
  reuseMs: number;
}

const defaultSettings: DeepHealthSettings = { limitMs: 1_000, reuseMs: 1_000 };

/**
 * `/healthcheck/deep`: asks every dependency and reports, 200 when all work and 503 otherwise. For people. As a load balancer's
 * health check it takes all targets out at once when what they share fails, and the balancer fails open.
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

/** Both dependencies, asked without anything that softens a failure. */
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

/** One call under way serves everybody who asks meanwhile and for `reuseMs` after it began. */
function reusing<T>(reuseMs: number, make: () => Promise<T>): () => Promise<T> {
  let latest: { value: Promise<T>; untilMs: number } | undefined;
  return () => {
    if (latest === undefined || performance.now() >= latest.untilMs) {
      latest = { value: make(), untilMs: performance.now() + reuseMs };
    }
    return latest.value;
  };
}
