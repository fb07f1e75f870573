import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedParts } from "./generated-parts.ts";
import { replaceMarkedPart } from "./markdown/marked-part.ts";
import { readRepositoryFile, repositoryRoot } from "./repository.ts";

for (const { document, name, render } of generatedParts) {
  const text = readRepositoryFile(document);
  const written = replaceMarkedPart(text, name, render());
  if (written !== text) {
    writeFileSync(join(repositoryRoot, document), written);
    console.log(`${document}: ${name} written`);
  }
}
