import {
  type Experiment,
  type ExperimentInput,
  type ExperimentMistake,
  parseExperiment,
} from "@soft-landing/shared/experiment";

/**
 * An experiment with its defaults filled in.
 *
 * @throws TypeError that names every mistake.
 */
export function defineExperiment(input: ExperimentInput): Experiment {
  const result = parseExperiment(input);
  if ("mistakes" in result) {
    throw new TypeError(`The experiment ${input.name} has mistakes:\n${mistakeLines(result.mistakes)}`);
  }
  return result.experiment;
}

/** One line for each mistake: where it is, what is expected, what is there. */
export function mistakeLines(mistakes: readonly ExperimentMistake[]): string {
  return mistakes
    .map(({ path, value, message }) =>
      value === undefined ? `  ${path} is missing` : `  ${path}: ${message} (found ${shortJson(value)})`,
    )
    .join("\n");
}

function shortJson(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
