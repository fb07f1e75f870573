import { z } from "zod";
import { stackBuilds } from "./builds.ts";

/**
 * The lab's control API on the console port, as JSON over HTTP:
 *
 * | call | what |
 * |---|---|
 * | `GET /api/stacks` | which lab it is, and its stacks: {@link labStacksSchema} |
 * | `POST /api/stacks` | {@link stackRequestSchema}: brings one of the offers up beside the others; 202, `stacks` events tell how it goes |
 * | `DELETE /api/stacks` | {@link stackRequestSchema}: removes a stack that was brought up; 202 |
 * | `GET /api/lab?stack=<name>` | the state as seen from one stack, by default the only one: {@link labSnapshotSchema}; 404 where there is none |
 * | `GET /api/events` | server-sent events: `stacks` ({@link labStacksSchema}), `snapshot` of each stack ({@link labSnapshotSchema}), both on connect and when something but numbers changed, and `second` of each stack ({@link secondSchema}, once a second, and also before it is over when its users begin to get another kind of answer: the later one replaces it); `id` is the second's number, `Last-Event-ID`, or `?lastEventId=` for a page that was reloaded, resumes from that second in the kept history of 15 minutes; without either it starts now |
 * | `POST /api/switch` | {@link switchRequestSchema}; 202, progress comes as `snapshot` events in `deployment` |
 * | `POST /api/switch/cancel` | `{}`: undoes the switch under way; 409 where none is, or where the new build already serves |
 * | `POST /api/parameter` | {@link parameterRequestSchema} |
 * | `GET /api/disturbances` | {@link disturbancesSchema}: what can be done to the lab, and what is in force |
 * | `POST /api/disturbances/<action>` | its parameters; {@link actionOutcomeSchema}, 404 for an instance, zone, service or operation that does not exist |
 * | `POST /api/instances/<id>/kill`, `/freeze` | `{}` |
 * | `POST /api/zones/<zone>/down`, `/up` | `{}` |
 * | `POST /api/traffic` | {@link trafficRequestSchema}: continuous refresh of the page at a rate, made and counted by the lab |
 * | `GET /api/experiments` | {@link experimentsSchema}; a page asks again each second while a run is under way |
 * | `POST /api/experiments` | {@link experimentRequestSchema}; 202 with {@link experimentRunSchema}, 409 while another runs |
 * | `POST /api/experiments/cancel` | `{}`; ends the run under way and what it started |
 * | `GET /api/reports` | {@link reportsSchema}, newest first |
 * | `GET /reports/<file>` | a report as it was written, with the CSP {@link reportContentSecurityPolicy} |
 * | `GET /api/walkthrough` | {@link walkthroughSchema} |
 * | `POST /api/walkthrough/<id>/check` | `{}`; {@link checkResultSchema}: what the lab sees of this step now |
 * | `GET /api/handlers` | {@link handlerSourcesSchema}: the handler of each build, from its source |
 * | `POST /api/down` | `{}`; needs the token of the lab's state file as `Authorization: Bearer …` |
 * | `GET/POST/PATCH/DELETE /chaos/faults` | an array of {@link faultSchema}, after the shape of LocalStack's chaos API |
 *
 * Errors are {@link apiErrorSchema} with a 4xx or 5xx status. Every writing call needs `Content-Type: application/json`.
 */
export const apiErrorSchema = z.strictObject({ error: z.string(), remedy: z.string().optional() });

export const targetStateSchema = z.enum([
  "initial",
  "healthy",
  "unhealthy",
  "unused",
  "draining",
  "unavailable",
]);
export type TargetState = z.infer<typeof targetStateSchema>;

/** A target under the names of ELBv2 DescribeTargetHealth. */
export const targetSchema = z.strictObject({
  id: z.string(),
  port: z.int(),
  availabilityZone: z.string(),
  state: targetStateSchema,
  reason: z.string().nullable(),
  description: z.string().nullable(),
  anomaly: z.enum(["normal", "anomalous"]),
});

export const lifecycleStateSchema = z.enum(["Pending", "InService", "Terminating", "Terminated"]);

export const instanceSchema = z.strictObject({
  id: z.string(),
  availabilityZone: z.string(),
  build: z.string(),
  lifecycleState: lifecycleStateSchema,
  healthStatus: z.enum(["Healthy", "Unhealthy"]),
  /** The operating-system process of the server unit; null if none is running. */
  pid: z.int().nullable(),
  frozen: z.boolean(),
  launchedAt: z.string(),
});

/** One line of an Auto Scaling group's activity history. */
export const activitySchema = z.strictObject({
  id: z.string(),
  statusCode: z.string(),
  description: z.string(),
  cause: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
});

export const deploymentSchema = z.strictObject({
  build: z.string(),
  state: z.enum(["evaluating", "launching", "draining", "done", "failed", "cancelled"]),
  /** A sentence for the user: what is happening, or why it failed. */
  message: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** Longest latency of a fault, in milliseconds. */
const longestLatencyMs = 3_600_000;
const milliseconds = z.number().min(0).max(longestLatencyMs);
const expectsMilliseconds = { expects: `milliseconds from 0 to ${longestLatencyMs}` };

/**
 * A fault on the AWS endpoint. `target` limits it to calls from one instance or one zone. The metadata of
 * each member says which option of the command line sets it, and what it can name (`selector`).
 */
export const faultSchema = z
  .strictObject({
    id: z.string().optional(),
    service: z
      .enum(["dynamodb", "ssm", "elasticloadbalancing", "autoscaling", "monitoring", "sts"])
      .optional()
      .meta({ description: "only calls of this service", option: "--service <name>", selector: "service" }),
    operation: z.string().min(1).optional().meta({
      description: "only this operation, such as GetItem",
      option: "--operation <name>",
      selector: "operation",
    }),
    probability: z.number().min(0).max(1).default(1).meta({
      description: "affect this share of the calls",
      option: "--probability <share>",
      expects: "a number from 0 to 1",
    }),
    /** Answer with this error instead of the real answer. */
    error: z
      .strictObject({
        code: z.string().min(1).meta({
          description: "answer with this error, such as ThrottlingException or AccessDeniedException",
          option: "--error <code>",
        }),
        statusCode: z.int().min(400).max(599).optional().meta({
          description:
            "the error's HTTP status (default: 500 for InternalServerError and the like, 503 for ServiceUnavailable, else 400)",
          option: "--status <code>",
          expects: "a status from 400 to 599",
        }),
      })
      .optional(),
    latencyMs: milliseconds.optional().meta({
      description: "delay the answer by this much",
      option: "--latency <ms>",
      ...expectsMilliseconds,
    }),
    latencyJitterMs: milliseconds.optional().meta({
      description: "vary the latency by up to this much",
      option: "--jitter <ms>",
      ...expectsMilliseconds,
    }),
    hang: z.boolean().optional().meta({ description: "accept calls and never answer", option: "--hang" }),
    target: z
      .strictObject({
        instance: z.string().min(1).optional().meta({
          description: "only calls of this instance",
          option: "--instance <id>",
          selector: "instance",
        }),
        availabilityZone: z.string().min(1).optional().meta({
          description: "only calls of instances in this zone",
          option: "--zone <name>",
          selector: "zone",
        }),
      })
      .optional(),
  })
  .superRefine(({ error, latencyMs, latencyJitterMs, hang }, context) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", message });
    if (error === undefined && latencyMs === undefined && !hang) {
      refuse("A fault needs an effect: an error, a latency, or a hang.");
    }
    if (error !== undefined && hang) {
      refuse("A call cannot both hang and get an error. Choose one of them.");
    }
    if (latencyJitterMs !== undefined && latencyMs === undefined) {
      refuse("Jitter needs a latency, but no latency is given.");
    }
  });
export type Fault = z.infer<typeof faultSchema>;
/** A fault to set. Members that are left out have their defaults. */
export type FaultInput = z.input<typeof faultSchema>;

/** A fault as the lab lists it, with its ID and the number of calls that it has hit. */
export const activeFaultSchema = faultSchema.safeExtend({ id: z.string(), effectCount: z.int().min(0) });
export type ActiveFault = z.infer<typeof activeFaultSchema>;

/** A line that a server wrote. */
export const logLineSchema = z.strictObject({
  /** Counts up by one from line to line over all instances, from 1. */
  id: z.int(),
  timeMs: z.number(),
  instanceId: z.string(),
  text: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** What a user can do to a running lab: disturb it, or undo a disturbance. */
export const actionOfferSchema = z.strictObject({
  /** Its name in experiments and in the call below, such as `kill-instance`. */
  name: z.string(),
  title: z.string(),
  description: z.string(),
  /** The command that does the same, such as `pnpm lab kill <instance>`; null if none does exactly this. */
  command: z.string().nullable(),
  /** JSON Schema of the call's body, with the metadata of {@link faultSchema}. */
  parameters: z.record(z.string(), z.unknown()),
  /** Frequently used parameters. */
  presets: z.array(z.strictObject({ title: z.string(), parameters: z.record(z.string(), z.unknown()) })),
});
export type ActionOffer = z.infer<typeof actionOfferSchema>;

/** A disturbance that is active until it is undone. Any client may have set it. */
export const disturbanceSchema = z.strictObject({
  /** Unique among the active disturbances. */
  id: z.string(),
  /** The action that set it. */
  action: z.string(),
  /** What is disturbed and how, such as `dynamodb GetItem: 250 ms later`. */
  words: z.string(),
  /** The instance or zone that it affects, if it affects only one. */
  subject: z.string().nullable(),
  /** How many calls it has hit; null if that is not counted. */
  hits: z.int().nullable(),
  /** The action that undoes it, with its parameters, and the command that does the same. */
  undo: z.strictObject({
    action: z.string(),
    parameters: z.record(z.string(), z.unknown()),
    command: z.string(),
  }),
});
export type Disturbance = z.infer<typeof disturbanceSchema>;

export const disturbancesSchema = z.strictObject({
  actions: z.array(actionOfferSchema),
  inForce: z.array(disturbanceSchema),
  /** Service -> its operations: what a fault may name. */
  operations: z.record(z.string(), z.array(z.string())),
});
export type Disturbances = z.infer<typeof disturbancesSchema>;

/**
 * The result of an action, in a sentence, and the part of the stack that it affects, if it affects only a
 * part.
 */
export const actionOutcomeSchema = z.strictObject({ words: z.string(), subject: z.string().optional() });
export type ActionOutcome = z.infer<typeof actionOutcomeSchema>;

/** The lab's own continuous refresh of the page. */
export const trafficSchema = z.strictObject({
  /** 0: off. */
  requestsPerSecond: z.number().min(0).max(500),
});

/** Which lab it is, and the stacks that are deployed in it. */
export const labStacksSchema = z.strictObject({
  /** Changes with every start of a lab, so that a page notices a restart. */
  labId: z.string(),
  startedAt: z.string(),
  stacks: z.array(
    z.strictObject({
      project: z.string(),
      name: z.string(),
      deployedBy: z.enum(["lab", "pulumi"]),
      /** While the lab starts or removes the stack, nothing of it serves. */
      phase: z.enum(["coming", "up", "going"]),
      /** Null while nothing of it serves. */
      build: z.string().nullable(),
      pageUrl: z.string().nullable(),
      /** False for the lab's first stack, which ends with the lab. */
      removable: z.boolean(),
    }),
  ),
  /** Other stacks of the program that can be started. */
  offers: z.array(z.string()),
  /** Why the last stack did not start; null if none failed. */
  failure: z.string().nullable(),
});
export type LabStacks = z.infer<typeof labStacksSchema>;

/** A target group of a stack's listener. */
export const targetGroupSchema = z.strictObject({
  name: z.string(),
  arn: z.string(),
  /** 0 to 999. Its share of the requests is meant to be its share of all weights. */
  weight: z.int(),
  /** Of the servers behind it. */
  build: z.string(),
  port: z.int(),
  algorithm: z.string(),
  deregistrationDelaySeconds: z.number(),
  healthCheck: z.strictObject({
    path: z.string(),
    intervalSeconds: z.number(),
    timeoutSeconds: z.number(),
    healthyThreshold: z.int(),
    unhealthyThreshold: z.int(),
    matcher: z.string(),
  }),
  targets: z.array(targetSchema),
});
export type TargetGroupState = z.infer<typeof targetGroupSchema>;

export const labSnapshotSchema = z.strictObject({
  /** Changes with every start of a lab, so that a page notices a restart. */
  labId: z.string(),
  pid: z.int(),
  stack: z.string(),
  region: z.string(),
  build: z.enum(stackBuilds),
  pageUrl: z.string(),
  consoleUrl: z.string(),
  awsEndpointUrl: z.string(),
  startedAt: z.string(),
  outputs: z.record(z.string(), z.unknown()),
  loadBalancer: z.strictObject({
    name: z.string(),
    arn: z.string(),
    dnsName: z.string(),
    idleTimeoutSeconds: z.number(),
  }),
  /** The target group that most requests go to, and the others behind the same listener. */
  targetGroup: targetGroupSchema,
  otherTargetGroups: z.array(targetGroupSchema),
  autoScalingGroup: z.strictObject({
    name: z.string(),
    minSize: z.int(),
    desiredCapacity: z.int(),
    maxSize: z.int(),
    availabilityZones: z.array(z.string()),
    instances: z.array(instanceSchema),
    activities: z.array(activitySchema),
  }),
  zonesDown: z.array(z.string()),
  /** The number of active disturbances; {@link disturbancesSchema} lists them. */
  inForce: z.int().min(0),
  table: z.strictObject({
    name: z.string(),
    items: z.array(z.strictObject({ user: z.string(), recommendation: z.string() })),
  }),
  parameter: z.strictObject({ name: z.string(), value: z.string(), version: z.int() }),
  faults: z.array(activeFaultSchema),
  deployment: deploymentSchema.nullable(),
  traffic: trafficSchema,
});
export type LabSnapshot = z.infer<typeof labSnapshotSchema>;

/** The target groups of a listener, by name, so that none changes its place when weights move. */
export function targetGroupsOf({
  targetGroup,
  otherTargetGroups,
}: Pick<LabSnapshot, "targetGroup" | "otherTargetGroups">): TargetGroupState[] {
  return [targetGroup, ...otherTargetGroups].sort((a, b) => a.name.localeCompare(b.name));
}

const count = z.int().min(0);

/** What users got from the servers of one build, by {@link answerKinds}. */
export const buildAnswersSchema = z.strictObject({
  /** The build of the instance that got the request; null if none did, as with a 503. */
  build: z.string().nullable(),
  personal: count,
  degraded: count,
  answered: count,
  failed: count,
});
export type BuildAnswers = z.infer<typeof buildAnswersSchema>;

/** Failed answers of one kind. */
export const failureSchema = z.strictObject({
  build: z.string().nullable(),
  statusCode: z.int(),
  /** Who generated the status: the target, or the load balancer itself. */
  origin: z.enum(["target", "elb"]),
  count,
});
export type Failure = z.infer<typeof failureSchema>;

/** The causes that degraded pages gave, if the lab's own traffic has read them. */
export const pageDiagnosisSchema = z.strictObject({
  build: z.string(),
  dependency: z.string(),
  error: z.string(),
  message: z.string(),
  count,
});
export type PageDiagnosis = z.infer<typeof pageDiagnosisSchema>;

/** Something that was done to the stack, by any client, in a few words. */
export const markSchema = z.strictObject({
  effect: z.enum(["breaks", "restores", "changes"]),
  text: z.string(),
});
export type Mark = z.infer<typeof markSchema>;

/**
 * One second of the numbers of a stack's load balancer. A count of zero is absent, as CloudWatch would not
 * report it.
 */
export const secondSchema = z.strictObject({
  stack: z.string(),
  /** Unix time of the second's start, in seconds. */
  second: z.int(),
  requestCount: z.int(),
  elb5xx: z.int().optional(),
  elb502: z.int().optional(),
  elb503: z.int().optional(),
  elb504: z.int().optional(),
  elb4xx: z.int().optional(),
  target2xx: z.int().optional(),
  target3xx: z.int().optional(),
  target4xx: z.int().optional(),
  target5xx: z.int().optional(),
  targetConnectionErrors: z.int().optional(),
  /** Milliseconds; absent if no target answered. */
  targetResponseTimeMs: z.strictObject({ p50: z.number(), p99: z.number(), max: z.number() }).optional(),
  /** Of all target groups together. */
  healthyHosts: z.int(),
  unhealthyHosts: z.int(),
  /** Requests that went to each target in this second, by instance id. */
  requestsByTarget: z.record(z.string(), z.int()),
  /** Requests that went to each target group in this second, by ARN: CloudWatch's RequestCount. */
  requestsByTargetGroup: z.record(z.string(), z.int()),
  /** Of the answers that users got in this second, how many each target was involved in, by instance ID. */
  answersByTarget: z.record(z.string(), z.int()),
  /**
   * What users got in this second, counted by what each answer says about itself. Builds without an answer
   * are absent.
   */
  answers: z.array(buildAnswersSchema),
  failures: z.array(failureSchema),
  diagnoses: z.array(pageDiagnosisSchema),
  /** Requests that had no answer yet at the end of the second. */
  waiting: count,
  marks: z.array(markSchema),
});
export type Second = z.infer<typeof secondSchema>;

export const stackRequestSchema = z.strictObject({ stack: z.string().regex(/^[\w.-]+$/) });

export const switchRequestSchema = z.strictObject({
  build: z.enum(stackBuilds),
  artifact: z.string().optional(),
  artifactSha256: z.string().optional(),
});
export type SwitchRequest = z.infer<typeof switchRequestSchema>;
export const parameterRequestSchema = z.strictObject({ value: z.string().min(1).max(4096) });
export const trafficRequestSchema = z.strictObject({ requestsPerSecond: z.number().min(0).max(500) });

/** An experiment as the console offers it. */
export const experimentOfferSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** What it asks, in a sentence or two. */
  question: z.string(),
  /** What is done to both builds, such as "the table answers a second later". */
  steps: z.array(z.string()),
  /** About how long a run of both builds takes. */
  durationSeconds: z.number(),
});
export type ExperimentOffer = z.infer<typeof experimentOfferSchema>;

/** What the clients of one build got in each second of an experiment. */
export const raceColumnSchema = z.strictObject({
  build: z.string(),
  /** `second` counts from the load's start. */
  seconds: z.array(z.strictObject({ second: count, personal: count, degraded: count, failed: count })),
});
export type RaceColumn = z.infer<typeof raceColumnSchema>;

/** The progress of an experiment's load, build by build. */
export const raceSchema = z.strictObject({
  durationSeconds: z.number(),
  columns: z.array(raceColumnSchema),
  marks: z.array(markSchema.extend({ second: count })),
});
export type Race = z.infer<typeof raceSchema>;

/** The current run, or the last one of this lab. */
export const experimentRunSchema = z.strictObject({
  id: z.string(),
  experiment: z.string(),
  /** `held` and `deviated` say whether every hypothesis held; `failed` means that the run itself failed. */
  state: z.enum(["running", "held", "deviated", "failed", "cancelled"]),
  /** The latest lines of progress for the user, oldest first; at most 200. */
  progress: z.array(z.string()),
  /** Null before the load starts. */
  race: raceSchema.nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** The report's file under `/reports/`, once it is written. */
  report: z.string().nullable(),
});
export type ExperimentRun = z.infer<typeof experimentRunSchema>;

export const experimentsSchema = z.strictObject({
  experiments: z.array(experimentOfferSchema),
  run: experimentRunSchema.nullable(),
});
export type Experiments = z.infer<typeof experimentsSchema>;

export const experimentRequestSchema = z.strictObject({ experiment: z.string().min(1) });

export const reportsSchema = z.array(
  z.strictObject({ file: z.string(), title: z.string(), createdAt: z.string(), bytes: z.int() }),
);
export type Reports = z.infer<typeof reportsSchema>;

/** A report is one file without scripts. It has its own origin and can reach nothing. */
export const reportContentSecurityPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The console's views, as its address names them after `#/`. */
export const consoleViews = [
  "overview",
  "target-group",
  "load-balancer",
  "auto-scaling",
  "parameter-store",
  "code",
  "faults",
  "experiments",
] as const;
export type ConsoleView = (typeof consoleViews)[number];

/**
 * What the button of a walkthrough step does. The console carries it out with the calls above, as a user
 * would by hand.
 */
export const walkthroughActionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("look"), label: z.string() }),
  z.strictObject({ kind: z.literal("parameter"), label: z.string(), value: z.string() }),
  z.strictObject({ kind: z.literal("switch"), label: z.string(), build: z.enum(stackBuilds) }),
  z.strictObject({
    kind: z.literal("traffic"),
    label: z.string(),
    requestsPerSecond: z.number().min(0).max(500),
  }),
]);
export type WalkthroughAction = z.infer<typeof walkthroughActionSchema>;

/** The six acts of the story: the console's story bar and the chapters of the walkthrough, in their order. */
export const acts = ["healthy", "break", "failed", "bring", "soft", "restore"] as const;
export type Act = (typeof acts)[number];

export const walkthroughStepSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** From 1 to the number of steps; the command line uses the same numbers. */
  number: z.int().positive(),
  act: z.enum(acts),
  title: z.string(),
  /** What to do and what to notice, in plain sentences. */
  text: z.string(),
  /** The console view that shows it. */
  view: z.enum(consoleViews),
  /** The tab within the view, if the view has tabs. */
  tab: z.string().optional(),
  action: walkthroughActionSchema,
});
export type WalkthroughStep = z.infer<typeof walkthroughStepSchema>;

export const walkthroughSchema = z.strictObject({ steps: z.array(walkthroughStepSchema) });

/** A build's handler as it is in the repository. */
export const handlerSourceSchema = z.strictObject({
  build: z.string(),
  file: z.string(),
  source: z.string(),
});
export type HandlerSource = z.infer<typeof handlerSourceSchema>;
export const handlerSourcesSchema = z.array(handlerSourceSchema);

/** Whether a step passes right now, and what was seen, in a sentence. */
export const checkResultSchema = z.strictObject({ held: z.boolean(), seen: z.string() });
export type CheckResult = z.infer<typeof checkResultSchema>;
