import fc from "fast-check";
import { expect, test } from "vitest";
import { createUnitLog, unitLogLimits } from "../../src/fleet/unit-log.ts";
import { manualClock } from "../manual-clock.ts";

function unitLog() {
  const clock = manualClock();
  const lines: string[] = [];
  const log = createUnitLog(clock, (line) => lines.push(line));
  const write = (text: string | Buffer, stream: "stdout" | "stderr" = "stdout") =>
    log.write(stream, Buffer.from(text));
  return { clock, lines, log, write };
}

test("each line is passed on once and whole, however the text is cut into pieces", () => {
  const text = fc
    .array(fc.oneof(fc.constant("\n"), fc.string({ unit: "grapheme" })))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.array(fc.nat(200)), (whole, cuts) => {
      const { lines, write } = unitLog();
      const bytes = Buffer.from(whole);
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b),
        bytes.length,
      ];
      for (const [index, end] of places.slice(1).entries()) {
        write(bytes.subarray(places[index], end));
      }
      expect(lines).toEqual(whole.split("\n").slice(0, -1));
    }),
  );
});

test("lines of the two streams are not mixed, and the tail has both", () => {
  const { lines, log, write } = unitLog();
  write("out ");
  write("err\n", "stderr");
  write("put\n");
  expect(lines).toEqual(["err", "out put"]);
  expect(log.tail(6)).toBe("out err\nput");
});

test("the tail is the last lines of any amount of output", () => {
  const { log, write } = unitLog();
  for (let line = 0; line < 20_000; line++) {
    write(`line ${line}\n`);
  }
  expect(log.tail(2)).toBe("line 19998\nline 19999");
  const kept = log.tail(1_000_000);
  expect(kept.length).toBeLessThanOrEqual(2 * unitLogLimits.keptBytes);
  expect(kept.length).toBeGreaterThanOrEqual(unitLogLimits.keptBytes - 1);
  const numbers = kept
    .split("\n")
    .slice(1)
    .map((line) => Number(line.slice("line ".length)));
  expect(numbers).toEqual(numbers.map((_, index) => 20_000 - numbers.length + index));
});

test("of one large piece the tail has no more than of many small ones", () => {
  const { log, write } = unitLog();
  write(`${"x".repeat(5 * unitLogLimits.keptBytes)}\nend`);
  expect(log.tail(2).length).toBe(unitLogLimits.keptBytes);
  expect(log.tail(1)).toBe("end");
});

test("a line without an end is cut", () => {
  const { lines, write } = unitLog();
  const piece = "x".repeat(1_000);
  for (let written = 0; written <= 2 * unitLogLimits.lineBytes; written += piece.length) {
    write(piece);
  }
  write("\nnext\n");
  expect(lines.map((line) => line.length)).toEqual([unitLogLimits.lineBytes, 4]);
});

test("output up to the limit for a second is read to the last byte", () => {
  const { lines, write } = unitLog();
  write(Buffer.alloc(unitLogLimits.bytesPerSecond - 2, `${"x".repeat(1_023)}\n`));
  write("\n");
  const before = lines.length;
  write("\n");
  expect(lines.slice(before)).toEqual([""]);
  write("z\n");
  expect(lines).toHaveLength(before + 1);
});

test("output beyond the limit for a second is skipped, and the tail says so", () => {
  const { clock, lines, log, write } = unitLog();
  write("before\n");
  write(Buffer.alloc(unitLogLimits.bytesPerSecond, "x\n"));
  const dropped = lines.length;
  write("dropped\n");
  write("half a li");
  clock.advance(1_000);
  write("ne\nafter\n");
  expect(lines).toHaveLength(dropped + 1);
  expect(lines.at(-1)).toBe("after");
  expect(log.tail(4)).toMatch(/\[\d+ bytes were dropped: the log has a limit for each second\]/);
});
