import { ParameterNotFound, ParameterVersionNotFound } from "@aws-sdk/client-ssm";
import type { Place } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { parameterArn } from "./parameter-arn.ts";
import type { ParameterTable, ParameterVersion, StoredParameter } from "./parameter-table.ts";

/** A parameter as a call names it: `name`, `name:version`, `name:label`, or the ARN of either. */
export interface ParameterReference {
  name: string;
  /** Without the colon. */
  selector: string | undefined;
}

/**
 * Reads a name as GetParameter accepts it. Spaces at the ends are removed (Systems Manager API Reference,
 * PutParameter).
 *
 * @throws AwsError ValidationException if the name has other characters
 */
export function parseParameterReference(text: string): ParameterReference {
  const [name = "", selector, ...rest] = withoutArn(text.trim()).split(":");
  if (rest.length > 0 || selector === "" || !isWellFormedName(name)) {
    throw malformedName();
  }
  return { name, selector };
}

/** `a-zA-Z0-9_.-`, and `/` for hierarchies, which start with one. */
export function isWellFormedName(name: string): boolean {
  return /^[\w.-]+$/.test(name) || /^(\/[\w.-]+)+$/.test(name);
}

/** Parameter Store's message for every invalid name. */
export function malformedName(): AwsError {
  return new AwsError(
    "ValidationException",
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of ' +
      "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following " +
      "3 symbols .-_",
  );
}

/**
 * The version that a reference names.
 *
 * @throws ParameterNotFound, without a message, as AWS does
 * @throws ParameterVersionNotFound for a version that was never written or was dropped, or for a label (the
 *   lab has none)
 */
export function resolveParameter(
  table: ParameterTable,
  reference: ParameterReference,
): { parameter: StoredParameter; version: ParameterVersion } {
  const parameter = table.find(reference.name);
  if (!parameter) {
    throw new ParameterNotFound({ message: "", $metadata: {} });
  }
  const { selector } = reference;
  const version =
    selector === undefined
      ? parameter.versions.at(-1)
      : parameter.versions.find((candidate) => String(candidate.version) === selector);
  if (version) {
    return { parameter, version };
  }
  const message =
    `Systems Manager could not find version ${selector} of ${reference.name}. ` +
    "Verify the version and try again.";
  throw new ParameterVersionNotFound({ message, $metadata: {} });
}

function withoutArn(text: string): string {
  const arn = /^arn:aws[\w-]*:ssm:[\w-]*:\d*:parameter\/(.+)$/.exec(text);
  if (!arn?.[1]) {
    return text;
  }
  // The ARN of /a/b is …:parameter/a/b and that of a plain name …:parameter/name: a slash inside tells them apart.
  return arn[1].includes("/") ? `/${arn[1]}` : arn[1];
}

/** True if a parameter is under `path`: directly or, recursively, in a path below it. */
export function isBelowPath(name: string, path: string, recursive: boolean): boolean {
  const folder = path.endsWith("/") ? path : `${path}/`;
  // A plain name counts as a name at the root.
  const absolute = name.startsWith("/") ? name : `/${name}`;
  return absolute.startsWith(folder) && (recursive || !absolute.slice(folder.length).includes("/"));
}

/** The ARN that IAM checks for a call that names a parameter, or a path of parameters. */
export function judgedParameter(name: string, place: Place): string {
  const text = name.trim();
  return text.startsWith("arn:") ? text : parameterArn(text.split(":")[0] ?? "", place);
}
