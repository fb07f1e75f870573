import fc from "fast-check";
import { expect, test } from "vitest";
import { MissingMarkers, replaceMarkedPart } from "../../src/markdown/marked-part.ts";

const markers = "<!-- generated: cost -->\n<!-- end of generated: cost -->";

test("writing a part twice changes nothing the second time; the rest of the document never changes", () => {
  const plain = fc.string().filter((text) => !text.includes("<!--"));
  fc.assert(
    fc.property(plain, plain, plain, (before, text, after) => {
      const once = replaceMarkedPart(`${before}${markers}${after}`, "cost", text);
      expect(replaceMarkedPart(once, "cost", text)).toBe(once);
      expect(once.startsWith(before) && once.endsWith(after)).toBe(true);
    }),
  );
});

test.each(["", "<!-- generated: cost -->", `${markers}${markers}`, "<!-- generated: other -->"])(
  "a document with the markers %j is refused",
  (document) => {
    expect(() => replaceMarkedPart(document, "cost", "text")).toThrow(MissingMarkers);
  },
);
