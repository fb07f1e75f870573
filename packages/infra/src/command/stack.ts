import { parseArgs } from "node:util";
import { pulumiMissing, runStep } from "./run.ts";
import { stackSteps, UsageMistake } from "./stack-steps.ts";

const usage = `The usual life of a stack on AWS. Builds what is stale first; Pulumi asks before it changes anything.

usage: pnpm stack VERB [options] [-- PULUMI-OPTIONS]

  up                          builds and updates the stack; ends when the new release serves
  preview                     builds and shows what up would change
  switch BUILD                sets the stack's build to basic, error-handling or custom, then up
  outputs                     prints the stack's outputs
  destroy                     deletes everything that the stack has made

  --stack STACK               the stack, basic where it is not given
  --artifact FILE-or-URL      with switch custom: a packed artifact, or its https URL
  --artifact-sha256 HEX       with switch custom: its SHA-256; required for a URL
  --help                      shows this

Once before all: pnpm pulumi login, then pnpm pulumi stack init basic. Credentials are AWS's usual ones.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals, pulumiOptions } = parsedArguments();
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    const steps = stackSteps({
      words: positionals,
      stack: values.stack,
      artifact: values.artifact,
      artifactSha256: values["artifact-sha256"],
      pulumiOptions,
      folder: process.cwd(),
    });
    for (const step of steps) {
      const missing =
        step.program === "pulumi" ? pulumiMissing : `There is no program ${step.program} on the PATH.`;
      const exitCode = await runStep(step, missing);
      if (exitCode !== 0) {
        return exitCode;
      }
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageMistake) {
      process.stderr.write(`${error.message}\n\n${usage}`);
      return 2;
    }
    throw error;
  }
}

function parsedArguments() {
  const args = process.argv.slice(2);
  const split = args.indexOf("--");
  const own = split === -1 ? args : args.slice(0, split);
  try {
    const parsed = parseArgs({
      args: own,
      allowPositionals: true,
      options: {
        stack: { type: "string", default: "basic" },
        artifact: { type: "string" },
        "artifact-sha256": { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return { ...parsed, pulumiOptions: split === -1 ? [] : args.slice(split + 1) };
  } catch (error) {
    throw new UsageMistake(error instanceof Error ? error.message : String(error));
  }
}
