import {
  type InstanceEnvironment,
  instanceEnvironmentSchema,
} from "@soft-landing/shared/instance-environment";

/**
 * The environment lacks a variable or has an unusable one. The message names every variable and its value.
 */
export class EnvironmentMistake extends Error {
  override name = "EnvironmentMistake";
}

/**
 * Reads what user data wrote for this instance. The only place in the server that reads `process.env`.
 *
 * @throws {EnvironmentMistake} that names all mistakes at once.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): InstanceEnvironment {
  const result = instanceEnvironmentSchema.safeParse(variables);
  if (result.success) {
    return result.data;
  }
  const mistakes = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const value = variables[name];
    return `${name} ${value === undefined ? "is not set" : `is "${value}"`}: ${issue.message}`;
  });
  throw new EnvironmentMistake(
    `The server cannot start: its environment is not the one that user data writes. ${mistakes.join("; ")}`,
  );
}
