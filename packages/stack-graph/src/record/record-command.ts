import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isServerBuild } from "@soft-landing/shared/builds";
import { knownStacks, RecordingMistake } from "./stack-file.ts";

const usage = `Evaluates a Pulumi program for a stack, without an engine, and prints its resource graph as JSON.

usage: node packages/stack-graph/src/record/record.ts [options]

  --stack STACK         a stack of the project; with --out-folder it may be repeated, and may be left out: then every
                        stack that has a build's name is recorded
  --project FOLDER      the folder of Pulumi.yaml; default: packages/infra
  --config KEY=VALUE    sets a value for this recording only; may be repeated; lists as JSON
  --config-file FILE    reads the stack's config from FILE instead of Pulumi.STACK.yaml
  --out FILE            writes the graph to FILE instead of the standard output
  --out-folder FOLDER   writes each stack's graph to FOLDER/STACK.graph.json
  --help                shows this
`;

/** Where the command writes: its process's streams, or those of a test. */
export interface RecordOutput {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

/** Runs the command, without its name in `args`. Resolves to its exit code. */
export async function recordCommand(args: string[], output: RecordOutput): Promise<number> {
  try {
    const { values } = parsedArguments(args);
    if (values.help) {
      output.stdout.write(usage);
      return 0;
    }
    const projectFolder = resolve(values.project ?? join(import.meta.dirname, "../../../infra"));
    const outFolder = values["out-folder"];
    const stacks =
      values.stack ?? (outFolder === undefined ? [] : knownStacks(projectFolder).filter(isServerBuild));
    if (stacks.length === 0 || (stacks.length > 1 && outFolder === undefined)) {
      throw new RecordingMistake(
        `Which stack? --stack takes one of ${knownStacks(projectFolder).join(", ")}.`,
      );
    }
    const overrides = overridesFrom(values.config ?? []);
    // Pulumi's SDKs take half a second to load, which --help and a mistake need not wait for.
    const { recordStack } = await import("./record-stack.ts");
    for (const stack of stacks) {
      const graph = await recordStack({ projectFolder, stack, configFile: values["config-file"], overrides });
      const file = outFolder === undefined ? values.out : join(outFolder, `${stack}.graph.json`);
      write(`${JSON.stringify(graph, undefined, 2)}\n`, file, output);
    }
    return 0;
  } catch (error) {
    if (error instanceof RecordingMistake) {
      output.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

function write(text: string, file: string | undefined, output: RecordOutput): void {
  if (file === undefined) {
    output.stdout.write(text);
  } else {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }
}

function parsedArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        stack: { type: "string", multiple: true },
        project: { type: "string" },
        config: { type: "string", multiple: true },
        "config-file": { type: "string" },
        out: { type: "string" },
        "out-folder": { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new RecordingMistake(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function overridesFrom(settings: readonly string[]): Record<string, string> {
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
