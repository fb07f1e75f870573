import { expect, test } from "vitest";
import { describeError, UserMistake } from "../src/user-mistake.ts";

test("a mistake is shown with its remedy and without a stack trace", () => {
  expect(describeError(new UserMistake("Port 80 is taken.", "Choose another one."))).toBe(
    "Port 80 is taken.\n  Choose another one.",
  );
  expect(describeError(new UserMistake("No lab is running."))).toBe("No lab is running.");
});

test.each(["ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "ENOMEM"])(
  "%s is shown with a remedy and without a stack trace",
  (code) => {
    const error = Object.assign(new Error(`${code}: what the system says`), { code });
    expect(describeError(error)).toMatch(new RegExp(`^${code}: what the system says\n  \\w[^\n]+\\.$`));
  },
);

test("any other error is a bug, and shown with its stack trace", () => {
  const fault = Object.assign(new Error("fault"), { code: "ECONNREFUSED" });
  expect(describeError(fault)).toBe(fault.stack);
  expect(describeError("text")).toBe("text");
});
