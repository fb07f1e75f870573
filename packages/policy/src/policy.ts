/** A resource as both of the policies' sources can tell it: Pulumi's analyser, and the recorded graph. */
export interface CheckedResource {
  urn: string;
  /** Pulumi's type token, for example `aws:s3/bucket:Bucket`. */
  type: string;
  /** The logical name. */
  name: string;
  /**
   * What the program passes to the provider. During a preview, reading a value that is not known yet throws
   * `UnknownValueError`; checks therefore read as little as they can and yield as early as they can.
   */
  props: Readonly<Record<string, unknown>>;
  /** For each property the URNs of the resources it was made from. */
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** A rule on single resources. It runs before each resource is created, so it stops a bad one from coming to be. */
export interface ResourcePolicy {
  scope: "resource";
  name: string;
  description: string;
  /** The type tokens it looks at. */
  types: readonly string[];
  /** Yields one sentence for each violation: what is there and what should be. */
  check(resource: CheckedResource): Iterable<string>;
}

/** One violation found by looking at several resources. */
export interface StackViolation {
  resource: CheckedResource;
  message: string;
}

/** A rule on how resources stand to each other. It runs at the end of a preview, and of an update. */
export interface StackPolicy {
  scope: "stack";
  name: string;
  description: string;
  check(resources: readonly CheckedResource[]): Iterable<StackViolation>;
}

export type Policy = ResourcePolicy | StackPolicy;
