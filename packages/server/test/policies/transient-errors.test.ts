import { expect, test } from "vitest";
import { isQuickAndTransient } from "../../src/policies/transient-errors.ts";

const serviceError = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

test.each([
  ["a reset connection", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
  ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
  ["an error inside the service", serviceError("InternalServerError", 500)],
  ["an unavailable service", serviceError("ServiceUnavailable", 503)],
])("%s may go away by calling again", (_what, error) => {
  expect(isQuickAndTransient(error)).toBe(true);
});

test.each([
  ["a time-out", Object.assign(new Error("slow"), { name: "TimeoutError" })],
  ["throttling", serviceError("ThrottlingException", 400)],
  ["denied access", serviceError("AccessDeniedException", 400)],
  ["something that is no error", "text"],
  [
    "an error whose status is no number",
    Object.assign(new Error(), { $metadata: { httpStatusCode: "500" } }),
  ],
  ["an error without a status", Object.assign(new Error(), { $metadata: {} })],
  ["an error whose metadata is nothing", Object.assign(new Error(), { $metadata: null })],
])("%s is not tried again", (_what, error) => {
  expect(isQuickAndTransient(error)).toBe(false);
});
