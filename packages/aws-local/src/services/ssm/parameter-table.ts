import type { Clock } from "@soft-landing/shared/clock";

export type ParameterType = "String" | "StringList" | "SecureString";

/** One version of a parameter. */
export interface ParameterVersion {
  version: number;
  value: string;
  lastModified: Date;
}

export interface StoredParameter {
  name: string;
  type: ParameterType;
  dataType: string;
  tier: "Standard" | "Advanced";
  description: string | undefined;
  allowedPattern: string | undefined;
  tags: Readonly<Record<string, string>>;
  /** Oldest first; never empty. */
  versions: ParameterVersion[];
}

/** What a write can set in addition to the value. */
export type ParameterAttributes = Partial<Omit<StoredParameter, "name" | "versions">>;

/** Parameter Store keeps the last 100 versions and drops the oldest. */
const keptVersions = 100;

/** The parameters of the stack's account and Region. */
export interface ParameterTable {
  get(name: string): { value: string; version: number } | undefined;
  put(name: string, value: string): number;
  remove(name: string): void;
  onChange(listener: (name: string) => void): void;
  find(name: string): StoredParameter | undefined;
  readonly count: number;
  /** All parameters in the order of their names. */
  all(): StoredParameter[];
  /**
   * Writes a new version with the given attributes, and creates the parameter if it does not exist. Returns
   * the version's number.
   */
  write(name: string, value: string, attributes: ParameterAttributes): number;
}

export function createParameterTable(clock: Clock): ParameterTable {
  const parameters = new Map<string, StoredParameter>();
  const listeners: ((name: string) => void)[] = [];

  function write(name: string, value: string, attributes: ParameterAttributes): number {
    const parameter = { ...(parameters.get(name) ?? newParameter(name)), ...attributes };
    const version = (parameter.versions.at(-1)?.version ?? 0) + 1;
    const lastModified = new Date(clock.nowMs());
    parameter.versions = [...parameter.versions, { version, value, lastModified }].slice(-keptVersions);
    parameters.set(name, parameter);
    for (const listener of listeners) {
      listener(name);
    }
    return version;
  }

  return {
    find: (name) => parameters.get(name),
    get count() {
      return parameters.size;
    },
    all: () => [...parameters.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    write,
    get(name) {
      const latest = parameters.get(name)?.versions.at(-1);
      return latest && { value: latest.value, version: latest.version };
    },
    put: (name, value) => write(name, value, {}),
    remove(name) {
      parameters.delete(name);
      for (const listener of listeners) {
        listener(name);
      }
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

function newParameter(name: string): StoredParameter {
  return {
    name,
    type: "String",
    dataType: "text",
    tier: "Standard",
    description: undefined,
    allowedPattern: undefined,
    tags: {},
    versions: [],
  };
}
