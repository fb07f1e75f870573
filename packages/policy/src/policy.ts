/** A resource as both sources of the policies can describe it: Pulumi's analyser, and the recorded graph. */
export interface CheckedResource {
  urn: string;
  /** Pulumi's type token, for example `aws:s3/bucket:Bucket`. */
  type: string;
  /** The logical name. */
  name: string;
  /**
   * What the program passes to the provider. During a preview, reading an unknown value throws
   * `UnknownValueError`. So checks read as little as possible and yield as early as possible.
   */
  props: Readonly<Record<string, unknown>>;
  /** For each property the URNs of the resources it was made from. */
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** A rule about single resources. It runs before each resource is created, so it stops a bad one. */
export interface ResourcePolicy {
  scope: "resource";
  name: string;
  description: string;
  /** The type tokens that it checks. */
  types: readonly string[];
  /** Yields one sentence for each violation: what is there and what should be. */
  check(resource: CheckedResource): Iterable<string>;
}

/** One violation that involves several resources. */
export interface StackViolation {
  resource: CheckedResource;
  message: string;
}

/** A rule about the relations between resources. It runs at the end of a preview, and of an update. */
export interface StackPolicy {
  scope: "stack";
  name: string;
  description: string;
  check(resources: readonly CheckedResource[]): Iterable<StackViolation>;
}

export type Policy = ResourcePolicy | StackPolicy;
