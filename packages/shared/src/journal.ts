import { z } from "zod";
import { experimentSchema, measureNames, phases, probeSchema } from "./experiment.ts";

/** The result of one run of `compare` as JSON: its report can be written again from it. */

const share = z.number().min(0).max(1);
const count = z.int().min(0);

/**
 * Latency of all requests in a time range, counted from the intended start of a request; absent if there were
 * none.
 */
export const latencySchema = z.strictObject({
  p50Ms: z.number(),
  p975Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
});
export type Latency = z.infer<typeof latencySchema>;

/** One second of one build as its clients saw it. */
export const clientSecondSchema = z.strictObject({
  /** Seconds since the first request; the second is [second, second + 1). */
  second: count,
  personal: count,
  degraded: count,
  failed: count,
  latency: latencySchema.nullable(),
});
export type ClientSecond = z.infer<typeof clientSecondSchema>;

/** The load balancer's counts in one period. As in CloudWatch, a count of zero is absent. */
export const balancerPeriodSchema = z.strictObject({
  /** Seconds since the first request. */
  second: z.int(),
  requestCount: count.optional(),
  elb4xx: count.optional(),
  elb5xx: count.optional(),
  elb502: count.optional(),
  elb503: count.optional(),
  elb504: count.optional(),
  target2xx: count.optional(),
  target4xx: count.optional(),
  target5xx: count.optional(),
});
export type BalancerPeriod = z.infer<typeof balancerPeriodSchema>;

/** The figures of one phase. `null` if a measure has no value, such as a percentile without a request. */
export const figuresSchema = z.record(z.enum(measureNames), z.number().nullable());
export type Figures = z.infer<typeof figuresSchema>;

export const phaseResultSchema = z.strictObject({
  /** Bounds of the phase in seconds since the first request. */
  fromSeconds: z.number(),
  toSeconds: z.number(),
  figures: figuresSchema,
  /** The latencies in microseconds as a compressed HDR histogram (V2, base64), so that rounds and journals can be added up. */
  histogram: z.string(),
  /** How requests failed, in words, and how many did so. */
  failures: z.record(z.string(), count),
});
export type PhaseResult = z.infer<typeof phaseResultSchema>;

/** Something done to a stack, on the run's time axis. */
export const eventSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(["fault", "rollback"]),
  /** Seconds since the first request at which it was requested and at which it had taken effect. */
  startedAtSeconds: z.number(),
  effectiveAtSeconds: z.number(),
  /** What it affects, such as an instance ID; absent if it affects the whole stack. */
  subject: z.string().optional(),
});
export type RunEvent = z.infer<typeof eventSchema>;

export const columnRoundSchema = z.strictObject({
  columnId: z.string(),
  seconds: z.array(clientSecondSchema),
  balancer: z.array(balancerPeriodSchema),
  /** Length of a balancer period in seconds: 1 on the lab, 60 on AWS. */
  balancerPeriodSeconds: z.int().positive(),
  events: z.array(eventSchema),
  phases: z.record(z.enum(phases), phaseResultSchema),
});
export type ColumnRound = z.infer<typeof columnRoundSchema>;

/** Whether the machine kept up with the load that it generated. */
export const saturationSchema = z.strictObject({
  saturated: z.boolean(),
  /** A sentence for readers. */
  message: z.string(),
  /**
   * How late requests left, compared with their intended start: 99th percentile and maximum, in milliseconds.
   */
  sendLagP99Ms: z.number(),
  sendLagMaxMs: z.number(),
  /** Share of requests that left more than 20 ms late. */
  lateShare: share,
  /** Requests not sent because too many were waiting. */
  notSent: count,
  /** Delay of the load generator's event loop, in milliseconds. */
  eventLoopDelayP99Ms: z.number(),
  eventLoopDelayMaxMs: z.number(),
  /** Share of all processors that was busy over the run. */
  machineBusyShare: share,
  /** Processor time of the load generator as a share of one processor. */
  generatorCpuShare: z.number().min(0),
});
export type Saturation = z.infer<typeof saturationSchema>;

export const roundSchema = z.strictObject({
  number: z.int().positive(),
  startedAt: z.iso.datetime(),
  /** The order in which the stacks were started and got requests. */
  order: z.array(z.string()),
  columns: z.array(columnRoundSchema),
  saturation: saturationSchema,
});
export type Round = z.infer<typeof roundSchema>;

export const columnSchema = z.strictObject({
  /** Unique in the journal: the build's name, or `custom`. */
  id: z.string(),
  build: z.string(),
  stack: z.string(),
  /**
   * The settings, by name, as the stack itself reports them: instance count, health check, idle timeout,
   * artifact …
   */
  effectiveSettings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type Column = z.infer<typeof columnSchema>;

/** A promise of the hypothesis compared with what a build did, over all rounds. */
export const probeResultSchema = z.strictObject({
  probe: probeSchema,
  columnId: z.string(),
  /** One value per round. */
  observed: z.array(z.number().nullable()),
  /** The bounds in the round that is furthest out, with a relative tolerance computed. */
  bounds: z.strictObject({ min: z.number().optional(), max: z.number().optional() }),
  heldInRounds: count,
  held: z.boolean(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

export const spreadSchema = z.strictObject({ median: z.number(), min: z.number(), max: z.number() });
export type Spread = z.infer<typeof spreadSchema>;

export const journalSchema = z.strictObject({
  kind: z.literal("soft-landing/compare"),
  version: z.literal(1),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  place: z.enum(["lab", "aws"]),
  experiment: experimentSchema,
  settings: z.strictObject({
    ratePerSecond: z.number().positive(),
    rounds: z.int().positive(),
    durationSeconds: z.number().positive(),
    warmUpRequests: count,
    requestTimeoutSeconds: z.number().positive(),
    maxInFlightPerBuild: z.int().positive(),
  }),
  /** Versions, by name: node, the project, its commit. */
  versions: z.record(z.string(), z.string()),
  machine: z.strictObject({
    processors: z.int().positive(),
    model: z.string(),
    memoryBytes: z.number().positive(),
    system: z.string(),
  }),
  columns: z.array(columnSchema).min(1),
  rounds: z.array(roundSchema).min(1),
  /** Column id -> phase -> measure -> spread over the rounds; a measure without a value in any round is absent. */
  summary: z.record(
    z.string(),
    z.record(z.enum(phases), z.partialRecord(z.enum(measureNames), spreadSchema)),
  ),
  probes: z.array(probeResultSchema),
  held: z.boolean(),
  /** The outcome in a sentence or two that anyone understands. */
  verdict: z.string(),
});
export type Journal = z.infer<typeof journalSchema>;
