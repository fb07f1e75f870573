import type { Clock } from "@soft-landing/shared/clock";
import type { ActiveFault, Fault } from "@soft-landing/shared/lab-api";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import type { Group } from "../fleet/contract.ts";
import type { LoadBalancerSettings, TargetGroup, TargetGroupSettings } from "../load-balancer/contract.ts";
import type { MetricStore } from "../metrics/metric-store.ts";

/** An instance as a caller of the AWS endpoint. */
export interface Caller {
  instanceId: string;
  availabilityZone: string;
  /** The role of its instance profile. */
  roleName: string;
}

/** Credentials the lab hands out, so that a call tells which instance makes it. Any other access key is a person's. */
export interface CallerDirectory {
  /** The instance that was given this access key, if it was given to one. */
  callerOf(accessKeyId: string): Caller | undefined;
  /** True for a key that was given to an instance and whose time is over: AWS refuses it. */
  hasExpired?(accessKeyId: string): boolean;
}

/** What the endpoint's describing calls look at. Everything is asked for anew at each call. */
export interface AwsEndpointOptions {
  graph: () => ResourceGraph;
  targetGroup: Pick<TargetGroup, "describeTargets">;
  loadBalancerSettings: LoadBalancerSettings;
  targetGroupSettings: () => TargetGroupSettings;
  group: () => Group;
  metrics: MetricStore;
  callers: CallerDirectory;
  clock: Clock;
  /** SSM's 40 reads per second for an account and Region. */
  parameterThroughputLimit: boolean;
}

/** One port that speaks DynamoDB, SSM, ELBv2, Auto Scaling, CloudWatch and STS to unmodified AWS clients. */
export interface AwsEndpoint {
  listen(port: number, host?: string): Promise<number>;
  readonly faults: FaultRegistry;
  readonly parameters: ParameterStore;
  close(): Promise<void>;
}

/** Active faults on the endpoint, each with the number of calls it has hit. */
export interface FaultRegistry {
  list(): ActiveFault[];
  /** Adds faults; resolves their ids. */
  add(faults: Fault[]): ActiveFault[];
  /** Replaces all faults. */
  replace(faults: Fault[]): ActiveFault[];
  /** Removes the named faults, or all. Hanging calls of a removed fault are let go (their sockets are closed). */
  remove(ids?: string[]): void;
}

/** The SSM stand-in's parameters, for the lab's own reading and writing. */
export interface ParameterStore {
  get(name: string): { value: string; version: number } | undefined;
  put(name: string, value: string): number;
  onChange(listener: (name: string) => void): void;
}
