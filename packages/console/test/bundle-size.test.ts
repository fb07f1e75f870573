import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
/** The first view's whole budget in bytes, after gzip: page, scripts, styles, icon. */
const budgetBytes = 100_000;

let output: Rolldown.RolldownOutput["output"];

beforeAll(async () => {
  const result = await build({ root, logLevel: "silent", build: { write: false } });
  if (Array.isArray(result) || !("output" in result)) {
    throw new Error("vite did not give one build");
  }
  output = result.output;
});

test("the first view is under 100 KB gzip in all", () => {
  const icon = readFileSync(join(root, "public/icon.svg"));
  const sizes = firstView().map((file) => gzipSync("code" in file ? file.code : file.source).length);
  const total = sizes.reduce((all, size) => all + size, gzipSync(icon).length);
  expect(total).toBeGreaterThan(10_000);
  expect(total).toBeLessThan(budgetBytes);
});

test("the page has no inline script and no inline style, because the lab's CSP would refuse them", () => {
  const page = output.find((file) => file.fileName === "index.html");
  const source = page !== undefined && "source" in page ? String(page.source) : "";
  expect(source).toMatch(/<script[^>]* src=/);
  expect(source).not.toMatch(/<script(?![^>]* src=)/);
  expect(source).not.toMatch(/<style|style=/);
  expect(source).not.toMatch(/https?:\/\//);
});

test("plots are loaded only when one is shown", () => {
  const plots = output.find(({ fileName }) => fileName.includes("plot-drawing") && fileName.endsWith(".js"));
  expect(plots).toBeDefined();
  expect(firstView().map(({ fileName }) => fileName)).not.toContain(plots?.fileName);
});

/** The page, its entry, and all that these load before a view is shown. */
function firstView() {
  const page = output.find(({ fileName }) => fileName === "index.html");
  const entry = output.find((file) => file.type === "chunk" && file.isEntry);
  if (page === undefined || entry?.type !== "chunk") {
    throw new Error("the build has no page or no entry");
  }
  const scripts = withImports(entry);
  const html = "source" in page ? String(page.source) : "";
  const styles = output.filter(({ fileName }) => fileName.endsWith(".css") && html.includes(fileName));
  return [page, ...scripts, ...styles];
}

function withImports(entry: Rolldown.OutputChunk): Rolldown.OutputChunk[] {
  const found = new Map([[entry.fileName, entry]]);
  for (const chunk of found.values()) {
    for (const name of chunk.imports) {
      const imported = output.find(({ fileName }) => fileName === name);
      if (imported?.type === "chunk") {
        found.set(name, imported);
      }
    }
  }
  return [...found.values()];
}
