import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../artifact/artifact.ts";
import { recordStack } from "./record-stack.ts";
import { RecordingMistake } from "./stack-file.ts";

/** The committed stacks, whose graphs the lab, the policies and the docs read from dist/. */
const stacks = ["basic", "error-handling"] as const;

const folder = join(projectFolder, "dist");
mkdirSync(folder, { recursive: true });
for (const stack of stacks) {
  try {
    const graph = await recordStack({ stack, configFile: undefined, overrides: {} });
    writeFileSync(join(folder, `${stack}.graph.json`), `${JSON.stringify(graph, undefined, 2)}\n`);
  } catch (error) {
    if (!(error instanceof RecordingMistake)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
