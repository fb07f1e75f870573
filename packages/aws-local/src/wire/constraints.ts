import { AwsError } from "./aws-error.ts";

/** The limits of a service model on one member of an input. */
export interface Constraint {
  required?: true;
  /** For strings the length, for lists the number of items. */
  minLength?: number;
  maxLength?: number;
  min?: number;
  max?: number;
  values?: readonly string[];
}

/**
 * Checks an input against its service model's limits, all at once, with AWS's messages.
 *
 * @throws AwsError ValidationException
 */
export function checkConstraints(input: object, constraints: Readonly<Record<string, Constraint>>): void {
  const failures = Object.entries(constraints).flatMap(([name, constraint]) => {
    const value = (input as Record<string, unknown>)[name];
    return broken(value, constraint).map((rule) => ({ value, path: lowerFirst(name), rule }));
  });
  refuseFailures(failures);
}

/** A rule that a member violates. */
export interface Failure {
  value: unknown;
  /** Such as `names.1.member`. */
  path: string;
  /** What follows `Member must`. */
  rule: string;
}

/** @throws AwsError ValidationException that names all of them, if there are any */
export function refuseFailures(failures: readonly Failure[]): void {
  if (failures.length > 0) {
    throw validationException(failures);
  }
}

/**
 * The refusal of a null in a list or a map that has only values.
 *
 * @param path such as `names.1.member`
 */
export function nullRefused(path: string): AwsError {
  return validationException([{ value: null, path, rule: "not be null" }]);
}

function validationException(failures: readonly Failure[]): AwsError {
  const count = `${failures.length} validation error${failures.length === 1 ? "" : "s"} detected`;
  const words = failures.map(
    ({ value, path, rule }) =>
      `Value ${shown(value)} at '${path}' failed to satisfy constraint: Member must ${rule}`,
  );
  return new AwsError("ValidationException", `${count}: ${words.join("; ")}`);
}

function broken(value: unknown, constraint: Constraint): string[] {
  if (value === undefined || value === null) {
    return constraint.required ? ["not be null"] : [];
  }
  const rules: string[] = [];
  const { minLength, maxLength, min, max, values } = constraint;
  if (typeof value === "string" || Array.isArray(value)) {
    if (minLength !== undefined && value.length < minLength) {
      rules.push(`have length greater than or equal to ${minLength}`);
    }
    if (maxLength !== undefined && value.length > maxLength) {
      rules.push(`have length less than or equal to ${maxLength}`);
    }
  }
  if (typeof value === "number") {
    if (min !== undefined && value < min) {
      rules.push(`have value greater than or equal to ${min}`);
    }
    if (max !== undefined && value > max) {
      rules.push(`have value less than or equal to ${max}`);
    }
  }
  if (values && typeof value === "string" && !values.includes(value)) {
    rules.push(`satisfy enum value set: [${values.join(", ")}]`);
  }
  return rules;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) {
    return "null";
  }
  return `'${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}'`;
}

/** A member's name in AWS's messages. */
export function lowerFirst(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
