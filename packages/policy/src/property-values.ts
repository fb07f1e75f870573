/** The entries of a list property; none if the property is not a list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The properties of an object; none if the value is not an object. */
export function propertiesOf(value: unknown): Readonly<Record<string, unknown>> {
  return isProperties(value) ? value : {};
}

/** A property that may hold one string or a list of them (as IAM documents do), as a list. */
export function stringsOf(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((entry): entry is string => typeof entry === "string");
}

/** A value as a violation's message shows it. */
export function quoted(value: unknown): string {
  return value === undefined ? "not set" : JSON.stringify(value);
}

function isProperties(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
