import { InvalidAllowedPatternException } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { fitsPattern } from "../../../src/services/ssm/allowed-pattern.ts";

describe("an allowed pattern", () => {
  test.each([
    ["true|false", "true", true],
    ["true|false", "true enough", false],
    ["^\\d{1,4}$", "2026", true],
    ["^\\d{1,4}$", "20261", false],
    ["[\\w.-]+(,[\\w.-]+)*", "a,b.c,d-e", true],
    ["(?i)yes", "YES", true],
    [".*", "two\nlines", true],
    ["\\p{L}+", "Zoë", true],
  ])("%s of %j: %s", (pattern, value, fits) => {
    expect(fitsPattern(pattern, value)).toBe(fits);
  });

  test.each([
    ["that is none", "(", "missing closing )"],
    ["with a lookahead", "(?=a)a", "unsupported Perl syntax"],
    ["with a back-reference", "(a)\\1", "invalid escape sequence"],
    ["with a possessive quantifier", "a++", "invalid nested repetition operator"],
    ["that multiplies", "(.{1,900}){1,900}", "too large"],
  ])("%s is refused with the reason", (_what, pattern, reason) => {
    expect(() => fitsPattern(pattern, "a")).toThrow(InvalidAllowedPatternException);
    expect(() => fitsPattern(pattern, "a")).toThrow(reason);
  });

  test("is refused if its size and the value's length would take seconds of work", () => {
    const pattern = "(?:a?){1000}a{1000}";
    expect(() => fitsPattern(pattern, "a".repeat(8192))).toThrow(
      "the pattern is too large for the lab to match",
    );
    expect(fitsPattern(pattern, "a".repeat(600))).toBe(false);
  });
});
