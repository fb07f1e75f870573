import { expect, test } from "vitest";
import { generatedParts } from "../src/generated-parts.ts";
import { replaceMarkedPart } from "../src/markdown/marked-part.ts";
import { listDocuments, readRepositoryFile } from "../src/repository.ts";

test.each(generatedParts)(
  "$document: $name is what `pnpm docs:generate` writes",
  ({ document, name, render }) => {
    const text = readRepositoryFile(document);
    expect(replaceMarkedPart(text, name, render())).toBe(text);
  },
);

test("no document has a generated part that nothing generates", () => {
  const known = new Set(generatedParts.map(({ document, name }) => `${document} ${name}`));
  const marked = listDocuments().flatMap((path) =>
    [...readRepositoryFile(path).matchAll(/^<!-- generated: (\S+) -->$/gm)].map(
      ([, name]) => `${path} ${name}`,
    ),
  );
  expect(marked.filter((part) => !known.has(part))).toEqual([]);
});
