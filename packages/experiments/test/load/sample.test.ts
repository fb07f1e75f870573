import { describe, expect, test } from "vitest";
import { classifyAnswer, classifyError } from "../../src/load/sample.ts";
import { samplePage as page } from "./sample-page.ts";

const degraded = {
  ...page,
  personal: false,
  diagnostic: { dependency: "d", error: "Timeout", message: "slow" },
};

const classified = (statusCode: number, body: string, headers = {}) =>
  classifyAnswer({ statusCode, headers, body });

describe("an answer", () => {
  test("is what its header says, in any format", () => {
    const html = "<!doctype html>";
    expect(classified(200, html, { "x-answer": "personal" }).outcome).toBe("personal");
    expect(classified(200, html, { "x-answer": "degraded" }).outcome).toBe("degraded");
    expect(classified(502, html, { "x-answer": "personal" }).outcome).toBe("failed");
  });

  test("is what its page says if the header says something else", () => {
    expect(classified(200, JSON.stringify(degraded), { "x-answer": "perhaps" }).outcome).toBe("degraded");
  });

  test("without a header is what the page says about itself", () => {
    expect(classified(200, JSON.stringify(page))).toEqual({ outcome: "personal", failure: null });
    expect(classified(200, JSON.stringify(degraded))).toEqual({ outcome: "degraded", failure: null });
  });

  test.each([502, 503, 404, 301, 204])("with status %i has failed, with any content", (statusCode) => {
    expect(classified(statusCode, JSON.stringify(page))).toEqual({
      outcome: "failed",
      failure: `HTTP ${statusCode}`,
    });
  });

  test.each([
    ["HTML", "<!doctype html>"],
    ["nothing", ""],
    ["half a page", JSON.stringify(page).slice(0, 40)],
    ["other JSON", JSON.stringify({ ...page, personal: "yes" })],
  ])("with status 200 and %s has failed, because it is not a page", (_what, body) => {
    expect(classified(200, body)).toEqual({
      outcome: "failed",
      failure: "200, but not the page as JSON",
    });
  });
});

describe("a request without a whole answer", () => {
  test("is a timeout if the load generator gave up, with any error", () => {
    const error = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    expect(classifyError(error, true)).toBe("no answer in time");
  });

  test.each([
    ["its code", Object.assign(new Error("reset"), { code: "ECONNRESET" }), "connection: ECONNRESET"],
    ["no code", new Error("odd"), "connection: unknown error"],
    ["no error at all", "odd", "connection: unknown error"],
  ])("is otherwise %s, so that equal failures count together", (_what, error, failure) => {
    expect(classifyError(error, false)).toBe(failure);
  });
});
