import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checks } from "./checks/registry.ts";
import { fidelityDocument } from "./fidelity-document.ts";
import { standInFidelities } from "./fidelity-rows.ts";

const file = join(import.meta.dirname, "../../../../docs/fidelity.md");
await writeFile(file, fidelityDocument(standInFidelities, checks));
console.log(`wrote ${file}`);
