import type { ExperimentMistake } from "@soft-landing/shared/experiment";

/** One line a mistake: place, value, what is wanted. */
export function mistakeLines(mistakes: readonly ExperimentMistake[]): string {
  return mistakes
    .map(({ path, value, message }) => `  ${path}: ${message} (found ${shortJson(value)})`)
    .join("\n");
}

function shortJson(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
