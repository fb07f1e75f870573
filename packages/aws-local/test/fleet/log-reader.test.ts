import { appendFile, mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLog } from "../../src/fleet/log-reader.ts";
import { manualClock } from "../manual-clock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "log-reader-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A reader of a log that does not exist yet, what it has read, and how to let it read once more. */
function reader() {
  const file = join(folder, "server.log");
  const clock = manualClock();
  const lines: string[] = [];
  let arrived = Promise.withResolvers<void>();
  const log = readLog(file, clock, (line) => {
    lines.push(line);
    arrived.resolve();
  });
  const nextLine = async () => {
    const waiting = arrived.promise;
    clock.advance(1_000);
    await waiting;
    arrived = Promise.withResolvers<void>();
  };
  return { file, log, lines, nextLine };
}

test("hands over each line once, a line in two pieces when it is whole", async () => {
  const { file, log, lines, nextLine } = reader();
  await appendFile(file, "first\nsec");
  await nextLine();
  expect(lines).toEqual(["first"]);
  await appendFile(file, "ond, with an ü\n");
  await log.close();
  expect(lines).toEqual(["first", "second, with an ü"]);
});

test("goes on with a file that was cut short", async () => {
  const { file, log, lines, nextLine } = reader();
  await appendFile(file, "a long line before\n");
  await nextLine();
  await truncate(file);
  await appendFile(file, "after\n");
  await log.close();
  expect(lines).toEqual(["a long line before", "after"]);
});

test("a log that never comes to be is no error", async () => {
  const { log, lines } = reader();
  await log.close();
  expect(lines).toEqual([]);
});
