import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Experiment, parseExperiment } from "@soft-landing/shared/experiment";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { mistakeLines } from "./define-experiment.ts";
import { experiments } from "./registry.ts";

/**
 * Finds an experiment by its name in the registry, or in a user's own `.ts`, `.js` or `.json` file (a module
 * exports it as default or as `experiment`).
 *
 * @param action the actions that steps may have
 * @throws UserMistake with every mistake at once.
 */
export async function loadExperiment(
  nameOrFile: string,
  action?: Parameters<typeof parseExperiment>[1],
): Promise<Experiment> {
  if (!/\.(json|[cm]?[jt]s)$/.test(nameOrFile)) {
    return experimentByName(nameOrFile);
  }
  const result = parseExperiment(await contentOf(nameOrFile), action);
  if ("mistakes" in result) {
    throw new UserMistake(`${nameOrFile} is not a valid experiment:\n${mistakeLines(result.mistakes)}`);
  }
  return result.experiment;
}

function experimentByName(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (found !== undefined) {
    return found;
  }
  const known = experiments.map((experiment) => experiment.name).join(", ");
  throw new UserMistake(
    `There is no experiment "${name}". Name one of ${known}, or a file ending in .ts, .js or .json.`,
  );
}

async function contentOf(file: string): Promise<unknown> {
  try {
    if (file.endsWith(".json")) {
      return JSON.parse(await readFile(file, "utf8"));
    }
    const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
    return module.default ?? module.experiment;
  } catch (error) {
    if (!existsSync(file)) {
      throw new UserMistake(
        `There is no file ${file}.`,
        "Give the path of an experiment, or a name from `pnpm lab compare --list`.",
      );
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new UserMistake(`The experiment ${file} cannot be read: ${why}`);
  }
}
