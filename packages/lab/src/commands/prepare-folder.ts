import { access, constants, mkdir } from "node:fs/promises";
import { UserMistake } from "@soft-landing/shared/user-mistake";

/** The folder for the journals and reports of `compare`, unless `--out` names another. */
export const reportsFolder = "reports";

/**
 * Creates the folder of `--out`. Called before a run that takes minutes, so that its figures cannot get lost.
 *
 * @throws UserMistake if nothing can be written there
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UserMistake(
      `Nothing can be written to the folder ${folder}: ${error instanceof Error ? error.message : error}.`,
      "Choose another one with --out.",
    );
  }
}
