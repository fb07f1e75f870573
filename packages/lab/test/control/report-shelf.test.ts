import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listReports, readReport } from "../../src/control/report-shelf.ts";

let home: string;
let shelf: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "shelf-"));
  vi.stubEnv("XDG_STATE_HOME", home);
  shelf = join(home, "soft-landing", "reports");
  await mkdir(shelf, { recursive: true });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

test("lists reports under their experiment's title, and nothing else", async () => {
  await writeFile(join(shelf, "dependency-off-20261122T120000Z.html"), "<p>report</p>");
  await writeFile(join(shelf, "dependency-off-20261122T120000Z.json"), "{}");
  await writeFile(join(shelf, "notes.html"), "");
  const reports = await listReports();
  expect(reports.map(({ file, bytes }) => ({ file, bytes }))).toEqual([
    { file: "dependency-off-20261122T120000Z.html", bytes: 13 },
  ]);
  expect(reports[0]?.title).not.toBe("dependency-off");
});

test("an empty or missing shelf is an empty list", async () => {
  await rm(shelf, { recursive: true });
  expect(await listReports()).toEqual([]);
});

test.each(["../state.json", "..%2fstate.json", "/etc/passwd", "notes.html", "x-20261122T120000Z.html/.."])(
  "reads nothing by the name %s",
  async (name) => {
    await writeFile(join(home, "soft-landing", "state.json"), "secret");
    await writeFile(join(shelf, "notes.html"), "other");
    expect(await readReport(name)).toBeUndefined();
  },
);
