import type { Properties } from "./values/plain.ts";

/**
 * Who makes the resources that Pulumi's engine asks for. Properties are plain (see {@link Properties}): no
 * secrets, no resource references. Unknown values, {@link Unknown}, reach `check` and `diff` only; previews
 * never reach `create` and `update`.
 *
 * An error that is thrown ends the operation; the user reads `NAME: MESSAGE`, as AWS gives them. The engine
 * calls for several resources at a time, and for several stacks when several people run `pulumi`.
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
  /** Functions that only ask, as `aws:ssm/getParameter:getParameter`. */
  functions(): readonly string[];

  /**
   * Validates new inputs, and adds to them what the program left out and must not change later, such as a
   * name.
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
   * Asks for a resource as it is now. The inputs that come back are those that would make it: the old ones
   * where nothing drifted.
   *
   * @param resource With no more than the id where a program reads what another made (`Vpc.get`), and for
   *   `pulumi import`.
   * @returns Undefined where it is gone.
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
   * The inputs as checked last time; empty for a new resource, and for one that replaces another and needs a
   * name beside it.
   */
  olds: Properties;
  /** What the user's `pulumi:autonaming` setting says about a name that the program leaves out. */
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
  /** Whether the new resource can only come when the old one is gone, as for two of the same name. */
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

/** What every operation that takes time is given. */
export interface Operation {
  /** Aborted by Ctrl-C, by the end of the engine, and by the resource's own `customTimeouts`. */
  signal: AbortSignal;
  /**
   * Says what happens, beside the resource on the user's terminal. A `status` goes when the operation is
   * over.
   */
  log(severity: "status" | "info" | "warning", message: string): void;
}

/**
 * Thrown by `create` or `update` of a resource that is there, but not as it should be. The state keeps it
 * with these outputs, and the next `pulumi up` updates it.
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
