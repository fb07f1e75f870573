import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { htmlHeaders } from "../../src/page/html-document.ts";
import { pageRenderer } from "../../src/page/page-html.ts";
import { identity } from "../stand-ins/served-build.ts";

const render = pageRenderer("error-handling", identity);
const degraded = (message: string) =>
  render({
    personal: false,
    user: "Valued Customer",
    recommendation: "I Love Lucy",
    diagnostic: { dependency: "RecommendationService", error: "Timeout", message },
  });

test("personal and degraded differ in class, words and picture, so not by colour alone", () => {
  const personal = render({ personal: true, user: "Ada", recommendation: "Columbo" });
  expect(personal).toContain('class="personal"');
  expect(personal).toContain("Picked for you");
  expect(degraded("slow")).toContain('class="degraded"');
  expect(degraded("slow")).toContain("Not personal right now");
});

test("the diagnostics are there, and folded", () => {
  expect(degraded("took too long")).toMatch(
    /<details><summary>Diagnostic information<\/summary>.*took too long.*<\/details>/s,
  );
});

test("whatever a dependency says, it stays text: no tag, attribute or entity of its own comes into being", () => {
  const plain = degraded("");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (message) => {
      const html = degraded(message);
      for (const character of ["<", ">", '"', "'"]) {
        expect(html.split(character).length).toBe(plain.split(character).length);
      }
    }),
  );
});

test("the content security policy allows nothing but the page's own style, by its hash", () => {
  const style = /<style>(.*?)<\/style>/s.exec(degraded(""))?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(htmlHeaders["content-security-policy"]).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
  expect(degraded("")).not.toMatch(/<script| style="|https?:|@import|url\(/);
});
