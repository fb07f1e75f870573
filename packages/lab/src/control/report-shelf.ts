import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { experiments } from "@soft-landing/experiments/experiments/registry";
import type { Journal } from "@soft-landing/shared/journal";
import type { Reports } from "@soft-landing/shared/lab-api";
import { stateDirectory } from "../environment.ts";
import { repositoryRoot } from "../program/repository.ts";

/** The folder for the console's reports, so that a restarted lab still has them. */
const ownShelf = () => join(stateDirectory(), "reports");
/** The console's folder, and the default folder of `pnpm lab compare`. */
const shelves = () => [ownShelf(), join(repositoryRoot, "reports")];

/** `<experiment>-<start as 20261122T120000Z>.html`: a name that cannot leave the folder. */
const reportName = /^([a-z0-9-]+)-(\d{8}T\d{6}Z)\.html$/;

/** The longest list. Older reports stay on the disk. */
const mostListed = 100;

/** Writes a run's report, with its journal next to it. Resolves with the report's file name. */
export async function writeReport(journal: Journal): Promise<string> {
  const { writeJournalAndReport } = await import("@soft-landing/experiments/report/report-files");
  return basename((await writeJournalAndReport(ownShelf(), journal)).report);
}

/** The reports on the shelves, newest first. */
export async function listReports(folders = shelves()): Promise<Reports> {
  const reports = (await Promise.all(folders.map(reportsIn))).flat();
  return [...new Map(reports.map((report) => [report.file, report])).values()]
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
    .slice(0, mostListed);
}

/** The report's bytes; undefined if there is no report of that name. */
export async function readReport(file: string, folders = shelves()): Promise<Buffer | undefined> {
  if (!reportName.test(file)) {
    return undefined;
  }
  for (const shelf of folders) {
    const bytes = await readFile(join(shelf, file)).catch(() => undefined);
    if (bytes !== undefined) {
      return bytes;
    }
  }
  return undefined;
}

async function reportsIn(shelf: string): Promise<Reports> {
  const names = await readdir(shelf).catch(() => []);
  const reports = await Promise.all(names.map((file) => describe(shelf, file)));
  return reports.filter((report) => report !== undefined);
}

async function describe(shelf: string, file: string): Promise<Reports[number] | undefined> {
  const [, name] = reportName.exec(file) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const { mtime, size } = await stat(join(shelf, file));
  const known = experiments.find((experiment) => experiment.name === name)?.title;
  const title = known ?? (name === "side-by-side" ? "Several runs side by side" : name);
  return { file, title, createdAt: mtime.toISOString(), bytes: size };
}
