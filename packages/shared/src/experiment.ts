import { z } from "zod";
import { stackBuilds } from "./builds.ts";

/**
 * An experiment asks one question of every build at once. Its shape follows the Chaos Toolkit's: a title, a
 * steady-state hypothesis made of probes with tolerances, a method made of timed actions, and rollbacks.
 */

/** The phases of a run. `whole` is everything from the first request to the last. */
export const phases = ["before", "during", "after", "whole"] as const;
export type Phase = (typeof phases)[number];

/** What can be measured of one build in one phase, with the unit of its tolerance. */
export const measures = {
  availability: { unit: "share", label: "answered" },
  personalShare: { unit: "share", label: "personal answers" },
  degradedShare: { unit: "share", label: "degraded answers" },
  failedShare: { unit: "share", label: "failed requests" },
  badGatewayShareOfFailures: { unit: "share", label: "failures that were 502 Bad Gateway" },
  requests: { unit: "count", label: "requests" },
  failed: { unit: "count", label: "failed requests" },
  p50Ms: { unit: "ms", label: "p50" },
  p975Ms: { unit: "ms", label: "p97.5" },
  p99Ms: { unit: "ms", label: "p99" },
  maxMs: { unit: "ms", label: "slowest answer" },
  elb5xx: { unit: "count", label: "5XX from the load balancer" },
  elb502: { unit: "count", label: "502 from the load balancer" },
  elb503: { unit: "count", label: "503 from the load balancer" },
  elb504: { unit: "count", label: "504 from the load balancer" },
  target2xx: { unit: "count", label: "2XX from the targets" },
  target5xx: { unit: "count", label: "5XX from the targets" },
  /** From the start of the fault to the last request that failed, anywhere in the run. */
  impactSeconds: { unit: "seconds", label: "until the last failed request" },
  /** From the end of the fault to the first request after which every answer is personal. */
  recoverySeconds: { unit: "seconds", label: "back to personal pages" },
} as const satisfies Record<string, { unit: "share" | "count" | "ms" | "seconds"; label: string }>;
export type Measure = keyof typeof measures;
export const measureNames = Object.keys(measures) as [Measure, ...Measure[]];

/**
 * Inclusive bounds. `relativeTo` adds the same measure of another phase to them: "at most 5 ms more than
 * before".
 */
export const toleranceSchema = z
  .strictObject({
    min: z.number().optional(),
    max: z.number().optional(),
    relativeTo: z.enum(phases).optional(),
  })
  .refine((tolerance) => tolerance.min !== undefined || tolerance.max !== undefined, {
    error: "give min, max or both",
  })
  .refine(
    ({ min, max }) => min === undefined || max === undefined || min <= max,
    "min must not be greater than max",
  );
export type Tolerance = z.infer<typeof toleranceSchema>;

/** One promise of the hypothesis: a measure of a build in a phase stays within a tolerance. */
export const probeSchema = z.strictObject({
  /** The promise in words. The report shows it, and so does the message if it does not hold. */
  name: z.string().min(1).max(200),
  /** A build, or `every` for each build that takes part. */
  build: z.enum([...stackBuilds, "every"]),
  phase: z.enum(phases),
  measure: z.enum(measureNames),
  tolerance: toleranceSchema,
});
export type Probe = z.infer<typeof probeSchema>;

/** What a method or a rollback does to a running stack: an action of the lab by its name, with its parameters. */
export const actionSchema = z.looseObject({ action: z.string().min(1) });
export type Action = z.infer<typeof actionSchema>;

function stepsWith(action: z.ZodType<Action>) {
  const step = z.strictObject({
    /** What happens, for the time axis: "switch off". */
    name: z.string().min(1).max(60),
    do: action,
  });
  /** Seconds after the start of the fault phase. */
  const atSeconds = z.number().min(0).max(3600).default(0);
  return { method: z.array(step.extend({ atSeconds })).min(1).max(20), rollbacks: z.array(step).max(20) };
}

/**
 * Limits of every load test, in seconds and requests: an experiment with a typing error must not run for
 * hours.
 */
export const loadLimits = { totalSeconds: 900, requestsPerBuild: 120_000, ratePerSecond: 1000 } as const;

const phaseSeconds = z.number().min(1).max(loadLimits.totalSeconds);

const phasesSchema = z.strictObject({
  beforeSeconds: phaseSeconds,
  faultSeconds: phaseSeconds,
  afterSeconds: phaseSeconds,
});

/** How long after a fault begins or ends the phases `during` and `after` start to count, in seconds. */
const settleSchema = z
  .strictObject({
    faultSeconds: z.number().min(0).max(300).default(0.25),
    recoverySeconds: z.number().min(0).max(300).default(3),
  })
  .default({ faultSeconds: 0.25, recoverySeconds: 3 });

const loadSchema = z
  .strictObject({
    ratePerSecond: z.number().min(1).max(loadLimits.ratePerSecond).default(100),
    /** The number of seconds after which a user gives up. */
    requestTimeoutSeconds: z.number().min(0.1).max(120).default(10),
  })
  .default({ ratePerSecond: 100, requestTimeoutSeconds: 10 });

/** The shape only; {@link parseExperiment} also compares the parts with each other. */
export const experimentSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens"),
  title: z.string().min(1).max(120),
  /** What it asks, in a sentence or two. */
  question: z.string().min(1).max(600),
  /**
   * The beginning of the report's first sentence, without a comma: "While the RecommendationService was
   * switched off".
   */
  circumstance: z.string().min(1).max(160),
  /** For the report: why the result is as it is, in a few sentences. */
  explanation: z.string().min(1).max(900).optional(),
  phases: phasesSchema,
  settle: settleSchema,
  load: loadSchema,
  steadyStateHypothesis: z.strictObject({
    title: z.string().min(1).max(300),
    probes: z.array(probeSchema).min(1).max(60),
  }),
  ...stepsWith(actionSchema),
});
export type Experiment = z.infer<typeof experimentSchema>;
/** An experiment as a user writes it. Members with a default can be left out. */
export type ExperimentInput = z.input<typeof experimentSchema>;

/** One mistake in an experiment: where it is, what is there, and what is expected. */
export interface ExperimentMistake {
  path: string;
  value: unknown;
  message: string;
}

/**
 * Checks an experiment from outside and reports every mistake at once.
 *
 * @param action the actions that steps may have; by default any with a name
 */
export function parseExperiment(
  input: unknown,
  action: z.ZodType<Action> = actionSchema,
): { experiment: Experiment } | { mistakes: ExperimentMistake[] } {
  const result = experimentSchema.extend(stepsWith(action)).safeParse(input, { reportInput: true });
  const mistakes = [
    ...(result.error?.issues ?? []).map((issue) => ({
      path: issue.path.length === 0 ? "(the experiment)" : issue.path.map(String).join("."),
      value: issue.input,
      message: issue.message,
    })),
    ...timeMistakes(input),
  ];
  return result.success && mistakes.length === 0 ? { experiment: result.data } : { mistakes };
}

const timesSchema = z.object({
  phases: phasesSchema,
  settle: settleSchema.catch({ faultSeconds: 0, recoverySeconds: 0 }),
  method: z.array(z.object({ atSeconds: z.number().catch(0) }).catch({ atSeconds: 0 })).catch([]),
});

/** Mistakes that only a comparison of times shows. Uses whatever part of the experiment is readable. */
function timeMistakes(input: unknown): ExperimentMistake[] {
  const times = timesSchema.safeParse(input);
  if (!times.success) {
    return [];
  }
  const { phases: length, settle, method } = times.data;
  const rules = [
    {
      path: "phases",
      value: durationSeconds(times.data),
      broken: durationSeconds(times.data) > loadLimits.totalSeconds,
      message: `the three phases together may take at most ${loadLimits.totalSeconds} s`,
    },
    {
      path: "settle.faultSeconds",
      value: settle.faultSeconds,
      broken: settle.faultSeconds >= length.faultSeconds,
      message: `must be shorter than the fault phase, ${length.faultSeconds} s`,
    },
    {
      path: "settle.recoverySeconds",
      value: settle.recoverySeconds,
      broken: settle.recoverySeconds >= length.afterSeconds,
      message: `must be shorter than the phase after the fault, ${length.afterSeconds} s`,
    },
    ...method.map((step, index) => ({
      path: `method.${index}.atSeconds`,
      value: step.atSeconds,
      broken: step.atSeconds >= length.faultSeconds,
      message: `must be before the fault phase ends after ${length.faultSeconds} s`,
    })),
  ];
  return rules.filter((rule) => rule.broken).map(({ path, value, message }) => ({ path, value, message }));
}

/** The seconds from the first request to the last. */
export function durationSeconds(experiment: Pick<Experiment, "phases">): number {
  const { beforeSeconds, faultSeconds, afterSeconds } = experiment.phases;
  return beforeSeconds + faultSeconds + afterSeconds;
}
