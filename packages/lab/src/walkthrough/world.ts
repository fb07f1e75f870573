import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type {
  LoadBalancer,
  TargetGroup,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Parameter, ParameterMetadata } from "@aws-sdk/client-ssm";
import type { StackOutputs } from "@soft-landing/shared/stack-outputs";

/** What came back for a page, as far as a check looks at it. */
export interface PageAnswer {
  status: number;
  /** The header Server: the load balancer names itself in the answers it makes. */
  server: string | null;
  /** The body as JSON; undefined where it is something else, such as an error page. */
  json: unknown;
}

/** What steps remember for later steps of the same run. In the console, where steps are checked one by one, it may be empty. */
export interface Memory {
  /** Parameter version before it was edited. */
  versionBefore?: number;
  /** Names of what must survive the change of version. */
  keptNames?: string;
  /** The servers that were there before the change of version. */
  instancesBefore?: string[];
  /** Health-check requests made by the walkthrough while the version changed. */
  duringChange?: { sent: number; lost: number };
}

/**
 * A stack as the walkthrough sees and touches it: the AWS SDK's own answers, and HTTP. On the lab the SDK's endpoint is the
 * lab's; nothing else differs.
 */
export interface WalkthroughWorld {
  readonly kind: "lab" | "aws";
  readonly memory: Memory;
  outputs(): StackOutputs;
  get(path: "/" | "/healthcheck"): Promise<PageAnswer>;
  loadBalancer(): Promise<LoadBalancer | undefined>;
  targetGroup(): Promise<TargetGroup | undefined>;
  targets(): Promise<TargetHealthDescription[]>;
  group(): Promise<AutoScalingGroup | undefined>;
  parameterListing(): Promise<ParameterMetadata | undefined>;
  parameter(): Promise<Parameter | undefined>;
  /** The sum of a count over what was since the switch was last changed; null where CloudWatch has no data. */
  countSinceEdit(metric: BalancerMetric): Promise<number | null>;
  accountId(): Promise<string | undefined>;
  /** A file of this repository, or undefined where there is none. */
  source(path: string): Promise<string | undefined>;
  setParameter(value: string): Promise<void>;
  /** On the lab the stack changes its build; on AWS the stack of that name is looked at from here on. */
  switchBuild(build: "basic" | "error-handling" | "custom"): Promise<void>;
}

export type BalancerMetric =
  | "HTTPCode_ELB_5XX_Count"
  | "HTTPCode_ELB_502_Count"
  | "HTTPCode_Target_5XX_Count";
