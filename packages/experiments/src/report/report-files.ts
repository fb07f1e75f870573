import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Journal, journalSchema } from "@soft-landing/shared/journal";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { renderReport } from "./render-report.ts";
import type { ReportSource } from "./report-model.ts";

/** The two files of one comparison. */
export interface ReportFiles {
  journal: string;
  report: string;
}

/**
 * Writes journal and report into a folder, with a name that says what and when, so that a later run does not
 * overwrite them.
 */
export async function writeJournalAndReport(directory: string, journal: Journal): Promise<ReportFiles> {
  const name = `${journal.experiment.name}-${compactTime(journal.startedAt)}`;
  await mkdir(directory, { recursive: true });
  const files = { journal: join(directory, `${name}.json`), report: join(directory, `${name}.html`) };
  await writeFile(files.journal, `${JSON.stringify(journalSchema.parse(journal))}\n`);
  await writeFile(files.report, renderReport([{ journal }]));
  return files;
}

/** Writes one report over several journals. */
export async function writeCombinedReport(
  directory: string,
  sources: readonly ReportSource[],
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, `side-by-side-${compactTime(new Date().toISOString())}.html`);
  await writeFile(file, renderReport(sources));
  return file;
}

/** 2026-01-02T03:04:05.678Z -> 20260102T030405Z: sorts by time and is safe in a file name. */
function compactTime(iso: string): string {
  return iso.replace(/[-:]|\.\d+/g, "");
}

/**
 * The journal of an earlier run.
 *
 * @throws UserMistake if the file cannot be read or is not a journal
 */
export async function readJournal(file: string): Promise<Journal> {
  const result = journalSchema.safeParse(await contentOf(file));
  if (result.success) {
    return result.data;
  }
  const places = result.error.issues.slice(0, 3).map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new UserMistake(
    `${file} is not a journal of compare (${places.join("; ")}).`,
    "Give the .json file that compare wrote next to its report.",
  );
}

async function contentOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new UserMistake(
        `There is no journal ${file}.`,
        "Give the .json file that compare wrote next to its report.",
      );
    }
    throw new UserMistake(
      error instanceof SyntaxError
        ? `${file} is not JSON.`
        : `The journal ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      "Give the .json file that compare wrote next to its report.",
    );
  }
}
