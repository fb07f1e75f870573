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

test("personal and degraded pages differ in class, words and picture, not only in colour", () => {
  const personal = render({ personal: true, user: "Ada", recommendation: "Columbo" });
  expect(personal).toContain('class="personal"');
  expect(personal).toContain("Picked for you");
  expect(degraded("slow")).toContain('class="degraded"');
  expect(degraded("slow")).toContain("Not personal right now");
});

test("the diagnostics are there, and collapsed", () => {
  expect(degraded("took too long")).toMatch(
    /<details><summary>Diagnostic information<\/summary>.*took too long.*<\/details>/s,
  );
});

test("text from a dependency stays text, without tags, attributes or entities", () => {
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

test("the content security policy allows only the page's own style, by its hash", () => {
  const style = /<style>(.*?)<\/style>/s.exec(degraded(""))?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(htmlHeaders["content-security-policy"]).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
  expect(degraded("")).not.toMatch(/<script| style="|https?:|@import|url\(/);
});
