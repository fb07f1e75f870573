import { UserMistake } from "@soft-landing/shared/user-mistake";
import { expect } from "vitest";

/** The mistake that this throws, with its remedy. */
export function mistakeOf(act: () => unknown): UserMistake {
  try {
    act();
  } catch (error) {
    if (error instanceof UserMistake) {
      return error;
    }
    throw error;
  }
  return expect.fail("this is no mistake");
}
