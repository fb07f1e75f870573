import type { Properties } from "./values/plain.ts";

/**
 * Creates the resources that Pulumi's engine asks for. Properties are plain (see {@link Properties}): no
 * secrets, no resource references. Unknown values, {@link Unknown}, reach `check` and `diff` only; previews
 * never reach `create` and `update`.
 *
 * A thrown error ends the operation; the user reads `NAME: MESSAGE`, as with AWS's errors. The engine calls
 * for several resources at a time, and for several stacks if several users run `pulumi`.
 */
export interface ResourceHost {
  /**
   * Whether Pulumi may use this lab now, with the provider's own configuration (`region`, `defaultTags`, …).
   *
   * @returns Undefined if it may, else why not and the remedy.
   */
  refusal(configuration: Properties): string | undefined;

  /** Types of resources, as `aws:lb/targetGroup:TargetGroup`. */
  resourceTypes(): readonly string[];
  /** Functions that only read, as `aws:ssm/getParameter:getParameter`. */
  functions(): readonly string[];

  /**
   * Validates new inputs, and adds what the program left out and what must not change later, such as a name.
   */
  check(type: string, request: CheckRequest): Checked;
  /** Says what an update from the old inputs to the new ones would have to do. */
  diff(type: string, request: DiffRequest): Difference;
  /**
   * The outputs that a preview cannot know: those beyond the inputs after a create, and those that an update
   * may change, such as a launch template's `latestVersion`.
   */
  computed(type: string, operation: "create" | "update"): readonly string[];

  create(type: string, request: CreateRequest & Operation): Promise<{ id: string; outputs: Properties }>;
  update(type: string, request: UpdateRequest & Operation): Promise<{ outputs: Properties }>;
  delete(type: string, request: ExistingResource & Operation): Promise<void>;
  /**
   * Reads a resource as it is now. The returned inputs are those that would create it: the old ones if
   * nothing has drifted.
   *
   * @param resource Only the ID if a program reads a resource that it did not create (`Vpc.get`), and for
   *   `pulumi import`.
   * @returns Undefined if the resource is gone.
   */
  read(type: string, resource: ExistingResource): Promise<ReadResource | undefined>;
  /** Answers a function, or throws. */
  invoke(token: string, args: Properties): Promise<Properties>;
}

interface Identity {
  urn: string;
  /** The logical name, the URN's last part. */
  name: string;
}

export interface CheckRequest extends Identity {
  news: Properties;
  /**
   * The inputs that were checked last time; empty for a new resource, and for a replacement that needs a new
   * name.
   */
  olds: Properties;
  /** The user's `pulumi:autonaming` setting for a name that the program leaves out. */
  autonaming: Autonaming | undefined;
}

/**
 * `propose`: a provider may adapt the name to the type's rules. `enforce`: it may not. `disable`: a name must
 * be given. https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming-configuration
 */
export type Autonaming =
  | { mode: "propose" | "enforce"; proposedName: string }
  | { mode: "disable"; proposedName?: never };

export interface Checked {
  inputs: Properties;
  /** `property` is a path, or empty for the whole resource. */
  failures: readonly { property: string; reason: string }[];
}

export interface DiffRequest extends Identity {
  id: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  news: Properties;
  /** Paths. The engine has put the old inputs there already. */
  ignoreChanges: readonly string[];
}

export interface Difference {
  /** Names of top-level properties. */
  changed: readonly string[];
  /** Those of them that need a new resource. */
  replaces: readonly string[];
  /**
   * Whether the old resource must be deleted before the new one is created, for example because both have the
   * same name.
   */
  deleteBeforeReplace: boolean;
}

export interface CreateRequest extends Identity {
  inputs: Properties;
}

export interface UpdateRequest extends Identity {
  id: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  news: Properties;
}

export interface ExistingResource extends Identity {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

export interface ReadResource {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** What every long operation receives. */
export interface Operation {
  /** Aborted by Ctrl-C, by the end of the engine, and by the resource's own `customTimeouts`. */
  signal: AbortSignal;
  /**
   * Reports progress next to the resource on the user's terminal. A `status` disappears when the operation is
   * over.
   */
  log(severity: "status" | "info" | "warning", message: string): void;
}

/**
 * Thrown by `create` or `update` for a resource that exists, but not as requested. The state keeps it with
 * these outputs, and the next `pulumi up` updates it.
 */
export class ResourceInitError extends Error {
  readonly id: string;
  readonly outputs: Properties;

  constructor(message: string, { id, outputs }: { id: string; outputs: Properties }) {
    super(message);
    this.name = "ResourceInitError";
    this.id = id;
    this.outputs = outputs;
  }
}
