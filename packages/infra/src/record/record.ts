import { writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectFolder } from "../artifact/artifact.ts";
import { knownStacks, RecordingMistake } from "./stack-file.ts";

const usage = `Evaluates the Pulumi program for a stack and prints its resource graph as JSON.

usage: node packages/infra/src/record/record.ts --stack STACK [options]

  --stack STACK         one of ${knownStacks().join(", ")}
  --config KEY=VALUE    sets a value for this recording only; may be repeated; lists as JSON
  --config-file FILE    reads the stack's config from FILE instead of Pulumi.STACK.yaml
  --out FILE            writes the graph to FILE instead of the standard output
  --help                shows this
`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values } = parsedArguments();
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    if (values.stack === undefined) {
      throw new RecordingMistake(`Which stack? --stack takes one of ${knownStacks().join(", ")}.`);
    }
    // The lab waits for this command, and a third of its time goes into compiling Pulumi's SDKs.
    enableCompileCache(join(projectFolder, "node_modules/.cache/compiled"));
    const { recordStack } = await import("./record-stack.ts");
    const graph = await recordStack({
      stack: values.stack,
      configFile: values["config-file"],
      overrides: overrides(values.config ?? []),
    });
    const text = `${JSON.stringify(graph, undefined, 2)}\n`;
    if (values.out === undefined) {
      process.stdout.write(text);
    } else {
      writeFileSync(values.out, text);
    }
    return 0;
  } catch (error) {
    if (error instanceof RecordingMistake) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

function parsedArguments() {
  try {
    return parseArgs({
      options: {
        stack: { type: "string" },
        config: { type: "string", multiple: true },
        "config-file": { type: "string" },
        out: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new RecordingMistake(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function overrides(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const split = setting.indexOf("=");
      if (split < 1) {
        throw new RecordingMistake(`--config ${setting}: give KEY=VALUE.`);
      }
      return [setting.slice(0, split), setting.slice(split + 1)];
    }),
  );
}
