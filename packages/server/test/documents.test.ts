import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultPolicySettings } from "../src/policies/recommendation-policies.ts";

const packageFolder = join(import.meta.dirname, "..");
const serverDocument = join(packageFolder, "../../docs/server.md");

/** A document and its links into the repository. */
function read(file: string) {
  const text = readFileSync(file, "utf8");
  const links = [...text.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)]
    .map(([, words = "", target = ""]) => ({ words, target }))
    .filter(({ target }) => !target.startsWith("https:"));
  return { text, links, folder: dirname(file) };
}

describe.each([join(packageFolder, "README.md"), serverDocument])("%s", (file) => {
  const { links, folder } = read(file);

  test.each(links)("links to $target, which exists", ({ target }) => {
    expect(existsSync(join(folder, target))).toBe(true);
  });
});

describe("docs/server.md", () => {
  const { text, links, folder } = read(serverDocument);

  test.each(links.filter(({ target }) => target.endsWith(".test.ts")))(
    "names the test “$words”, which exists",
    ({ words, target }) => {
      expect(readFileSync(join(folder, target), "utf8")).toContain(words);
    },
  );

  test("has the policies' current numbers", () => {
    const { budgetMs, callTimeoutMs, bulkhead, circuit } = defaultPolicySettings;
    expect(text).toContain(`gives up on a call after ${callTimeoutMs} ms`);
    expect(text).toContain(`gives up after ${budgetMs} ms in all`);
    expect(text).toContain(`${bulkhead.calls} calls are under way and ${bulkhead.queue} more pages wait`);
    expect(text).toContain(`most of the last ${circuit.lastCalls} calls failed`);
    expect(text).toContain(`the first after ${circuit.probePauseMs.first} ms`);
  });

  test("has a row for every policy's promise", () => {
    const source = readFileSync(join(packageFolder, "test/policies/recommendation-policies.test.ts"), "utf8");
    const promised = [...source.matchAll(/ title:\s+"([^"]+)"/g)].map(([, title = ""]) => title);
    expect(promised.length).toBeGreaterThanOrEqual(5);
    for (const title of promised) {
      expect(text).toContain(title);
    }
  });
});

test("the sources read environment variables only in environment.ts", () => {
  const readers = globSync("src/**/*.ts", { cwd: packageFolder }).filter((path) =>
    readFileSync(join(packageFolder, path), "utf8").includes("process.env"),
  );
  expect(readers).toEqual(["src/environment.ts"]);
});
