import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { defaultPolicySettings } from "../src/policies/recommendation-policies.ts";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${packageFolder}README.md`, "utf8");
const links = [...readme.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, text = "", target = ""]) => ({
  text,
  target,
}));
const testLinks = links.filter(({ target }) => target.endsWith(".test.ts"));

describe("the README", () => {
  test.each(links.filter(({ target }) => !target.startsWith("https:")))(
    "links $target, which exists",
    ({ target }) => {
      expect(existsSync(packageFolder + target)).toBe(true);
    },
  );

  test.each(testLinks)("names the test “$text”, which exists", ({ text, target }) => {
    expect(readFileSync(packageFolder + target, "utf8")).toContain(text);
  });

  test("gives the policies' numbers as they are", () => {
    const { budgetMs, callTimeoutMs, bulkhead, circuit } = defaultPolicySettings;
    expect(readme).toContain(`gives up on a call after ${callTimeoutMs} ms`);
    expect(readme).toContain(`gives up after ${budgetMs} ms in all`);
    expect(readme).toContain(`more pages than ${bulkhead.calls} calls and ${bulkhead.queue} waiting places`);
    expect(readme).toContain(`most of the last ${circuit.lastCalls} calls failed`);
    expect(readme).toContain(`after ${circuit.probePauseMs.first} ms at first`);
  });

  test("has a row for every policy's promise", () => {
    const source = readFileSync(`${packageFolder}test/policies/recommendation-policies.test.ts`, "utf8");
    const promised = [...source.matchAll(/ title:\s+"([^"]+)"/g)].map(([, title = ""]) => title);
    expect(promised.length).toBeGreaterThanOrEqual(5);
    for (const title of promised) {
      expect(readme).toContain(title);
    }
  });
});

test("the sources name no variable of the environment but in environment.ts", () => {
  const readers = globSync("src/**/*.ts", { cwd: packageFolder }).filter((path) =>
    readFileSync(packageFolder + path, "utf8").includes("process.env"),
  );
  expect(readers).toEqual(["src/environment.ts"]);
});
