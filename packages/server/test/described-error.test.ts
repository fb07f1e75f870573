import { expect, test } from "vitest";
import { describeError } from "../src/described-error.ts";

test.each([
  [
    "a plain error of Node's is named by its code",
    Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
    { name: "ECONNRESET", message: "read ECONNRESET" },
  ],
  [
    "an error of the system is named by its code, whatever it is called",
    Object.assign(new Error("read ECONNRESET"), { name: "TimeoutError", code: "ECONNRESET" }),
    { name: "ECONNRESET", message: "read ECONNRESET" },
  ],
  [
    "an error with a name of its own keeps it, code or no code",
    Object.assign(new TypeError("no"), { code: "ERR_INVALID_ARG_TYPE" }),
    { name: "TypeError", message: "no" },
  ],
  [
    "a code that is not text says nothing",
    Object.assign(new Error("no"), { code: 7 }),
    { name: "Error", message: "no" },
  ],
  [
    "a plain error of Node's own is named by its code too",
    Object.assign(new Error("no"), { code: "HPE_INVALID_URL" }),
    { name: "HPE_INVALID_URL", message: "no" },
  ],
  ["a plain error stays an Error", new Error("no"), { name: "Error", message: "no" }],
  ["what is not an error is told as text", "thrown text", { name: "Error", message: "thrown text" }],
  ["nothing is told as text too", undefined, { name: "Error", message: "undefined" }],
])("%s", (_promise, thrown, described) => {
  expect(describeError(thrown)).toEqual(described);
});
