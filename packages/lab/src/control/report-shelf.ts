import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { experiments } from "@soft-landing/experiments/experiments/registry";
import type { Journal } from "@soft-landing/shared/journal";
import type { Reports } from "@soft-landing/shared/lab-api";
import { stateDirectory } from "../environment.ts";

/** Where the console's reports stay, so that a restarted lab still has them. */
const shelf = () => join(stateDirectory(), "reports");

/** `<experiment>-<start as 20261122T120000Z>.html`: nothing in it can leave the folder. */
const reportName = /^([a-z0-9-]+)-(\d{8}T\d{6}Z)\.html$/;

/** A shelf lists no more than this; the oldest stay on the disk. */
const mostListed = 100;

/** Writes a run's report, and its journal beside it. Resolves with the report's file name. */
export async function writeReport(journal: Journal): Promise<string> {
  const { renderReport } = await import("@soft-landing/experiments/report/render-report");
  const stamp = journal.startedAt.replace(/\.\d+/, "").replace(/[-:]/g, "");
  const file = `${journal.experiment.name}-${stamp}.html`;
  await mkdir(shelf(), { recursive: true, mode: 0o700 });
  await writeFile(join(shelf(), file), renderReport([{ journal }]), { mode: 0o600 });
  await writeFile(join(shelf(), file.replace(/html$/, "json")), JSON.stringify(journal), { mode: 0o600 });
  return file;
}

/** The reports on the shelf, newest first. */
export async function listReports(): Promise<Reports> {
  const names = await readdir(shelf()).catch(() => []);
  const reports = await Promise.all(names.map(describe));
  return reports
    .filter((report) => report !== undefined)
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
    .slice(0, mostListed);
}

/** The report's bytes; undefined where there is none of that name. */
export async function readReport(file: string): Promise<Buffer | undefined> {
  if (!reportName.test(file)) {
    return undefined;
  }
  return await readFile(join(shelf(), file)).catch(() => undefined);
}

async function describe(file: string): Promise<Reports[number] | undefined> {
  const [, name] = reportName.exec(file) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const { mtime, size } = await stat(join(shelf(), file));
  const title = experiments.find((experiment) => experiment.name === name)?.title ?? name;
  return { file, title, createdAt: mtime.toISOString(), bytes: size };
}
