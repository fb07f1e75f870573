import { readFile } from "node:fs/promises";
import { type Journal, journalSchema } from "@soft-landing/shared/journal";
import { UserMistake } from "@soft-landing/shared/user-mistake";

/**
 * A journal that an earlier run has left.
 *
 * @throws UserMistake where the file cannot be read or is no journal
 */
export async function readJournal(file: string): Promise<Journal> {
  const result = journalSchema.safeParse(await contentOf(file));
  if (result.success) {
    return result.data;
  }
  const places = result.error.issues.slice(0, 3).map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new UserMistake(
    `${file} is not a journal of compare (${places.join("; ")}).`,
    "Give the .json file that compare wrote beside its report.",
  );
}

async function contentOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UserMistake(
      `The journal ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Give the .json file that compare wrote beside its report.",
    );
  }
}
