import { mkdirSync, writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isServerBuild } from "@soft-landing/shared/builds";
import type { recordStack as RecordStack } from "./record-stack.ts";
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

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values } = parsedArguments();
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    const projectFolder = resolve(values.project ?? join(import.meta.dirname, "../../../infra"));
    const inFolder = values["out-folder"] !== undefined;
    const stacks = values.stack ?? (inFolder ? knownStacks(projectFolder).filter(isServerBuild) : []);
    if (stacks.length === 0 || (stacks.length > 1 && !inFolder)) {
      throw new RecordingMistake(
        `Which stack? --stack takes one of ${knownStacks(projectFolder).join(", ")}.`,
      );
    }
    // The lab waits for this command, which spends a third of its time compiling Pulumi's SDKs.
    enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/compiled"));
    const { recordStack } = await import("./record-stack.ts");
    for (const stack of stacks) {
      await record(recordStack, {
        projectFolder,
        stack,
        configFile: values["config-file"],
        overrides: overrides(values.config ?? []),
        out:
          values["out-folder"] === undefined ? values.out : join(values["out-folder"], `${stack}.graph.json`),
      });
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

async function record(
  recordStack: typeof RecordStack,
  { out, ...sources }: Parameters<typeof RecordStack>[0] & { out: string | undefined },
): Promise<void> {
  const text = `${JSON.stringify(await recordStack(sources), undefined, 2)}\n`;
  if (out === undefined) {
    process.stdout.write(text);
  } else {
    mkdirSync(join(out, ".."), { recursive: true });
    writeFileSync(out, text);
  }
}

function parsedArguments() {
  try {
    return parseArgs({
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
