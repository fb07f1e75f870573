import { type Experiment, type ExperimentInput, parseExperiment } from "@soft-landing/shared/experiment";
import { mistakeLines } from "./experiment-mistakes.ts";

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
