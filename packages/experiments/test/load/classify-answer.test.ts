import { describe, expect, test } from "vitest";
import { classifyAnswer, classifyError } from "../../src/load/classify-answer.ts";
import { samplePage as page } from "./sample-page.ts";

const degraded = {
  ...page,
  personal: false,
  diagnostic: { dependency: "d", error: "Timeout", message: "slow" },
};

describe("an answer", () => {
  test("is what the page says of itself", () => {
    expect(classifyAnswer(200, JSON.stringify(page))).toEqual({ outcome: "personal", failure: null });
    expect(classifyAnswer(200, JSON.stringify(degraded))).toEqual({ outcome: "degraded", failure: null });
  });

  test.each([502, 503, 404, 301, 204])("with status %i failed, whatever it carries", (statusCode) => {
    expect(classifyAnswer(statusCode, JSON.stringify(page))).toEqual({
      outcome: "failed",
      failure: `HTTP ${statusCode}`,
    });
  });

  test.each([
    ["HTML", "<!doctype html>"],
    ["nothing", ""],
    ["half a page", JSON.stringify(page).slice(0, 40)],
    ["other JSON", JSON.stringify({ ...page, personal: "yes" })],
  ])("with status 200 and %s is no page, so it failed", (_what, body) => {
    expect(classifyAnswer(200, body)).toEqual({
      outcome: "failed",
      failure: "200, but not the page as JSON",
    });
  });
});

describe("a request without a whole answer", () => {
  test("goes by the time-out where the load generator gave up, whatever error that caused", () => {
    const error = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    expect(classifyError(error, true)).toBe("no answer in time");
  });

  test.each([
    ["its code", Object.assign(new Error("reset"), { code: "ECONNRESET" }), "connection: ECONNRESET"],
    ["no code", new Error("odd"), "connection: unknown error"],
    ["no error at all", "odd", "connection: unknown error"],
  ])("goes by %s otherwise, so that alike failures count together", (_what, error, failure) => {
    expect(classifyError(error, false)).toBe(failure);
  });
});
