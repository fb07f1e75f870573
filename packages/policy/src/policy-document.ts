import { propertiesOf } from "./property-values.ts";

/** An IAM policy document from a property: JSON text or an object. Undefined if the text is not JSON. */
export function parsePolicyDocument(document: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof document !== "string") {
    return propertiesOf(document);
  }
  try {
    return propertiesOf(JSON.parse(document));
  } catch {
    return undefined;
  }
}

/** A document's statements. IAM accepts a single one without a list. */
export function statementsOf(
  document: Readonly<Record<string, unknown>> | undefined,
): readonly Readonly<Record<string, unknown>>[] {
  const statement = document?.Statement;
  return (Array.isArray(statement) ? statement : [statement]).map(propertiesOf);
}
