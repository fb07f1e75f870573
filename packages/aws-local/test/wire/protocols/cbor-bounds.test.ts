import { cbor } from "@smithy/core/cbor";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { isBoundedCbor } from "../../../src/wire/protocols/cbor-bounds.ts";

/** How many lists and maps wait for an item at once; an empty one waits for none. */
function depthOf(value: unknown): number {
  const items = typeof value === "object" && value !== null ? Object.values(value) : [];
  return items.length === 0 ? 0 : 1 + Math.max(...items.map(depthOf));
}

const bytes = (...parts: (number | number[])[]) => Uint8Array.from(parts.flat());
const times = (count: number, byte: number) => new Array<number>(count).fill(byte);

describe("the bounds of CBOR", () => {
  test("accept everything that the SDK writes, at any depth", () => {
    const value = fc.jsonValue({ maxDepth: 6 });
    fc.assert(
      fc.property(value, (written) => {
        const body = cbor.serialize(written);
        const depth = depthOf(written);
        expect(isBoundedCbor(body, depth)).toBe(true);
        expect(depth === 0 || !isBoundedCbor(body, depth - 1)).toBe(true);
      }),
    );
  });

  test.each<[string, Uint8Array]>([
    ["a time", bytes(0xc1, 0x1a, [0, 0, 0, 1])],
    ["an open list that ends", bytes(0x9f, 0x01, 0x02, 0xff)],
    ["an open map that ends", bytes(0xbf, 0x61, 0x61, 0x01, 0xff)],
    ["an open text in pieces", bytes(0x7f, 0x61, 0x61, 0x61, 0x62, 0xff)],
    [
      "numbers of every length",
      bytes(0x84, [0x18, 0x2a], [0x19, 1, 2], [0x1a, 1, 2, 3, 4], [0xfb, ...times(8, 0)]),
    ],
    ["a list of empty lists", bytes(0x83, 0x80, 0xa0, 0x80)],
    ["a text whose bytes look like a bignum", bytes(0x62, 0xc2, 0x58)],
    ["a tag behind those of numbers", bytes(0xc6, 0x01)],
    ["one list after the other", bytes(...Array(200).fill([0x81, 0x01]))],
    ["lists of an empty list one after the other", bytes(...Array(200).fill([0x81, 0x80]))],
    ["open lists one after the other", bytes(...Array(200).fill([0x9f, 0xff]))],
  ])("accept %s", (_what, body) => {
    expect(isBoundedCbor(body, 3)).toBe(true);
  });

  test.each<[string, Uint8Array]>([
    ["a list of four thousand million items", bytes(0x9a, times(4, 0xff))],
    ["a list of more items than bytes", bytes(0x83, 0x01, 0x02)],
    ["open texts in the pieces of open texts", bytes(...Array(200).fill([0x7f, 0x61, 0x61]))],
    ["a map of more pairs than bytes", bytes(0xa2, 0x61, 0x61, 0x01)],
    ["a text of more bytes than there are", bytes(0x7b, times(8, 0xff))],
    ["a bignum", bytes(0xc2, 0x41, 0x01)],
    ["a negative bignum", bytes(0xc3, 0x41, 0x01)],
    ["a decimal fraction with a huge exponent", bytes(0xc4, 0x82, 0x1a, [0x10, 0, 0, 0], 0x01)],
    ["a bigfloat", bytes(0xc5, 0x82, 0x01, 0x01)],
    ["a bignum under a longer tag", bytes(0xd8, 0x02, 0x41, 0x01)],
    ["a key that is a number", bytes(0xbf, [0x1b, ...times(8, 0xbf)], 0xff)],
    [
      "a key that is a list, behind which the decoder would see another one",
      bytes(0xa1, [0x83, 0x01, 0x01, 0x01], 0x01),
    ],
    ["a key that is an open text", bytes(0xa1, [0x7f, 0x61, 0x61, 0xff], 0x01)],
    ["a second key that is none", bytes(0xa2, 0x61, 0x61, 0x01, 0x01, 0x01)],
    ["a key of a map in a map that is none", bytes(0xa1, 0x61, 0x61, [0xa1, 0x01, 0x01])],
    ["lists in lists", bytes(times(1_000_000, 0x81), 0x01)],
    ["open lists in open lists", bytes(times(1_000_000, 0x9f))],
    ["open maps in open maps", bytes(times(1_000_000, 0xbf))],
    ["open texts in open texts", bytes(times(1_000_000, 0x7f))],
  ])("refuse %s", (_what, body) => {
    expect(isBoundedCbor(body, 3)).toBe(false);
  });
});

test("the decoder never prints a warning for accepted bytes", () => {
  const warn = vi.spyOn(console, "warn");
  const byte = fc.oneof(
    fc.constantFrom(0xa1, 0x61, 0x9f, 0xff, 0xbf, 0xfb, 0xc1, 0x7f, 0x1b, 0x7b, 0x5f, 0x83, 0xd8),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 24 }), (body) => {
      if (isBoundedCbor(Uint8Array.from(body), 128)) {
        try {
          cbor.deserialize(Uint8Array.from(body));
        } catch {
          // Refused, which is what the decoder is for.
        }
      }
      expect(warn).not.toHaveBeenCalled();
    }),
    { numRuns: 2_000 },
  );
  warn.mockRestore();
});
