import {
  BrokenCircuitError,
  BulkheadRejectedError,
  IsolatedCircuitError,
  TaskCancelledError,
} from "cockatiel";
import { expect, test } from "vitest";
import { translateRejection } from "../../src/policies/policy-errors.ts";

const circuitOpen = new IsolatedCircuitError();

test.each([
  [
    "an error by its name",
    Object.assign(new Error("Rate exceeded"), { name: "Throttling" }),
    "Throttling: Rate exceeded",
  ],
  [
    "a time-out as one",
    new TaskCancelledError("Operation timed out after 80ms"),
    "Timeout: Operation timed out after 80ms",
  ],
  ["what is not an error as text", "thrown text", "Error: thrown text"],
  [
    "a broken connection by its code",
    Object.assign(new Error("read ECONNRESET"), { name: "TimeoutError", code: "ECONNRESET" }),
    "ECONNRESET: read ECONNRESET",
  ],
])("an open circuit names its last failure: %s", (_what, lastFailure, words) => {
  expect(translateRejection(circuitOpen, lastFailure)).toMatchObject({
    name: "CircuitOpen",
    message: expect.stringMatching(new RegExp(`Last failure: ${words}$`)),
  });
});

test.each([
  ["CircuitOpen", new BrokenCircuitError(), "most of its last calls failed"],
  ["Timeout", new TaskCancelledError("Operation timed out after 100ms"), "timed out after 100ms"],
  ["Overload", new BulkheadRejectedError(1, 0), "too many calls are in progress"],
])("the policies' own errors have plain names: %s", (name, error, words) => {
  expect(translateRejection(error, undefined)).toMatchObject({
    name,
    message: expect.stringContaining(words),
  });
});

test("a dependency's own error is passed on unchanged", () => {
  const error = new Error("no such table");
  expect(translateRejection(error, undefined)).toBe(error);
});
