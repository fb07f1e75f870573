/**
 * What Pulumi's engine and a provider send each other: JSON, and six kinds of value that JSON does not have.
 * https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/ and sdk/go/common/resource/properties.go
 */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | PropertyValue[]
  | PropertyMap
  | Unknown
  | Secret
  | Asset
  | Archive
  | ResourceReference
  | OutputValue;

export interface PropertyMap {
  [property: string]: PropertyValue;
}

/** Stands in a preview where only an update can tell the value. There is one: {@link unknown}. */
export class Unknown {
  // Without a member of its own every object would pass for one.
  readonly unknown = true;
}

export const unknown = new Unknown();

/** A value that the state encrypts and the terminal hides. */
export class Secret {
  readonly value: PropertyValue;

  constructor(value: PropertyValue) {
    this.value = value;
  }
}

/**
 * A blob. Of `path`, `text` and `uri` it has one; none if the engine elides contents, as it does for old
 * values. Then the hash alone tells whether it changed.
 */
export class Asset {
  /** SHA-256, in hex. */
  readonly hash: string | undefined;
  /** As the program wrote it: a relative path is relative to a folder that a provider is not told. */
  readonly path: string | undefined;
  readonly text: string | undefined;
  readonly uri: string | undefined;

  constructor(parts: { hash?: string; path?: string; text?: string; uri?: string }) {
    this.hash = parts.hash;
    this.path = parts.path;
    this.text = parts.text;
    this.uri = parts.uri;
  }
}

/** A folder or an archive file, or named assets; none of the three where the engine elides contents. */
export class Archive {
  /** SHA-256, in hex. */
  readonly hash: string | undefined;
  readonly path: string | undefined;
  readonly uri: string | undefined;
  readonly assets: Record<string, Asset | Archive> | undefined;

  constructor(parts: {
    hash?: string;
    path?: string;
    uri?: string;
    assets?: Record<string, Asset | Archive>;
  }) {
    this.hash = parts.hash;
    this.path = parts.path;
    this.uri = parts.uri;
    this.assets = parts.assets;
  }
}

/** A whole resource as a value. A component has no id. */
export class ResourceReference {
  readonly urn: string;
  readonly id: string | Unknown | undefined;

  constructor(urn: string, id?: string | Unknown) {
    this.urn = urn;
    this.id = id;
  }
}

/** A value with the resources that it comes from. Only components are sent any. */
export class OutputValue {
  readonly value: PropertyValue;
  readonly secret: boolean;
  /** URNs. */
  readonly dependencies: readonly string[];

  constructor(value: PropertyValue, dependencies: readonly string[], secret = false) {
    this.value = value;
    this.dependencies = dependencies;
    this.secret = secret;
  }
}

/** Whether a value is a map, rather than one of the kinds that classes stand for. */
export function isPropertyMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
