export const projectName = "soft-landing";

/** One mistake in a stack's config: the key, its value, and how to fix it. */
export interface ConfigMistake {
  key: string;
  value: unknown;
  remedy: string;
}
