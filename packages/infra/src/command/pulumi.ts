import { projectFolder } from "../artifact/artifact.ts";
import { pulumiMissing, runStep } from "./run.ts";

// `pnpm pulumi …`: the person's own pulumi in the project's folder. pnpm has put the repository's own Node first on the
// PATH, so the program runs on it, whatever Node the machine has.
process.exitCode = await runStep(
  { program: "pulumi", args: process.argv.slice(2), folder: projectFolder },
  pulumiMissing,
);
