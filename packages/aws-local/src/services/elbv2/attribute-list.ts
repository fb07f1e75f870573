/** Attributes as the API lists them: all values are strings. */
export function attributeList(
  attributes: Readonly<Record<string, string | number | boolean>>,
): { Key: string; Value: string }[] {
  return Object.entries(attributes).map(([Key, value]) => ({ Key, Value: String(value) }));
}
