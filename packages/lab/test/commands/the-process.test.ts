import { expect, test } from "vitest";
import { runLab, runLabProcess } from "../lab-cli.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();

test.each<[string, ...string[]]>([
  ["prints its version", "--version"],
  ["prints a verb's help", "fault", "set", "--help"],
  ["refuses an unknown verb", "swich", "basic"],
  ["refuses a mistake before anything starts", "up", "--artifact-sha256", "00"],
  ["prints and fails", "env"],
])("the process of pnpm lab %s as the tests in their own process do", async (_what, ...args) => {
  expect(await runLabProcess(...args)).toEqual(await runLab(...args));
});
