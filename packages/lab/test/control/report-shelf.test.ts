import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listReports, readReport } from "../../src/control/report-shelf.ts";

let home: string;
let shelf: string;
let commandLineShelf: string;
const shelves = () => [shelf, commandLineShelf];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "shelf-"));
  shelf = join(home, "console");
  commandLineShelf = join(home, "repository", "reports");
  await mkdir(shelf, { recursive: true });
  await mkdir(commandLineShelf, { recursive: true });
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

test("lists only reports, with their experiment's title", async () => {
  await writeFile(join(shelf, "dependency-off-20261122T120000Z.html"), "<p>report</p>");
  await writeFile(join(shelf, "dependency-off-20261122T120000Z.json"), "{}");
  await writeFile(join(shelf, "notes.html"), "");
  const reports = await listReports(shelves());
  expect(reports.map(({ file, bytes }) => ({ file, bytes }))).toEqual([
    { file: "dependency-off-20261122T120000Z.html", bytes: 13 },
  ]);
  expect(reports[0]?.title).not.toBe("dependency-off");
});

test("reports of the command line are listed together with the console's", async () => {
  await writeFile(join(shelf, "dependency-off-20261122T120000Z.html"), "of the console");
  await writeFile(join(commandLineShelf, "side-by-side-20261122T130000Z.html"), "of the command line");
  const reports = await listReports(shelves());
  expect(reports.map(({ title }) => title)).toContain("Several runs side by side");
  expect(reports).toHaveLength(2);
  const read = await readReport("side-by-side-20261122T130000Z.html", shelves());
  expect(String(read)).toBe("of the command line");
});

test("an empty or missing shelf is an empty list", async () => {
  await rm(shelf, { recursive: true });
  expect(await listReports(shelves())).toEqual([]);
});

test.each(["../state.json", "..%2fstate.json", "/etc/passwd", "notes.html", "x-20261122T120000Z.html/.."])(
  "does not read a file named %s",
  async (name) => {
    await writeFile(join(home, "state.json"), "secret");
    await writeFile(join(shelf, "notes.html"), "other");
    expect(await readReport(name, shelves())).toBeUndefined();
  },
);
