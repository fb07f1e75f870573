import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fidelityDocument } from "./fidelity-document.ts";
import { fidelityFacts } from "./fidelity-facts.ts";

const file = join(import.meta.dirname, "../../../../docs/fidelity.md");
await writeFile(file, fidelityDocument(fidelityFacts()));
console.log(`wrote ${file}`);
