/**
 * What a user got, in the order in which answers are stacked from the bottom. `answered` is an answer for
 * which the server did not say whether it was personal. `failed` is a 5XX or no answer.
 */
export const answerKinds = ["personal", "degraded", "answered", "failed"] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** A number of answers of each kind. */
export type AnswerCounts = Record<AnswerKind, number>;

/** A colour for light and one for dark backgrounds, as `#rrggbb`. */
export interface Colour {
  light: string;
  dark: string;
}

/**
 * The colours for what users got, in the console and in reports. They also differ in brightness, and failures
 * are hatched with {@link failedHatch}, for print and for colour-blind people.
 */
export const answerColours: Readonly<Record<AnswerKind, Colour>> = {
  personal: { light: "#2f6b9a", dark: "#5fa4d8" },
  degraded: { light: "#e5ad38", dark: "#e9ba55" },
  answered: { light: "#9aa5b1", dark: "#7c8894" },
  failed: { light: "#c23a2e", dark: "#f0675a" },
};

/** The stripes over failures. */
export const failedHatch: Colour & { widthPx: number; stripePx: number; angleDegrees: number } = {
  light: "#8f2119",
  dark: "#a3352b",
  widthPx: 5,
  stripePx: 1.6,
  angleDegrees: 45,
};
