import { terminalTable } from "@soft-landing/experiments/report/terminal-table";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { type Command, Option } from "commander";
import { findLab } from "../client/find-lab.ts";
import { commandLineOf, optionsOf, type ParameterOption, verbOf } from "../disturbances/command-line.ts";
import type { Action } from "../disturbances/disturbance.ts";
import { actions } from "../disturbances/registry.ts";
import { examples } from "./examples.ts";
import {
  type FindOption,
  type LabCommand,
  printJson,
  type StackOption,
  withFindOption,
  withStackOption,
} from "./lab-command.ts";

/** A command for each action that has one: `kill`, `freeze`, `fault set` and so on. */
export const addCommands: LabCommand = (program) => {
  const groups = new Map<string, Command>();
  for (const [name, description] of Object.entries(groupDescriptions)) {
    groups.set(name, program.command(name).description(description));
  }
  addFaultList(groups.get("fault") ?? program);
  addParamGet(groups.get("param") ?? program);
  for (const action of actions.filter(({ command }) => command !== undefined)) {
    const [first = "", second] = verbOf(action).words;
    addVerb(groups.get(first) ?? program, second ?? first, action);
  }
};

const groupDescriptions = {
  fault: "Set, list and clear faults on the AWS endpoint.",
  param: "Read or set the switch of the RecommendationService in Parameter Store.",
};

type JsonOption = FindOption & { json?: boolean };

function addVerb(parent: Command, name: string, action: Action): void {
  const command = parent.command(name).description(action.description);
  const { args } = verbOf(action);
  for (const { term, description } of args) {
    command.argument(term, description);
  }
  const options = optionsOf(action.parameters);
  for (const option of options) {
    command.addOption(commanderOption(option));
  }
  command.option("--json", "print the outcome as JSON");
  if (action.ofStack) {
    withStackOption(command);
  }
  withFindOption(command).action(async (...given: unknown[]) => {
    const { json, consolePort, stack, ...values } = command.opts<JsonOption & StackOption>();
    const parameters = {
      ...Object.fromEntries(args.map((argument, index) => [argument.name, given[index]])),
      ...nested(options, values),
    };
    check(action, parameters, options);
    const { control } = await findLab(consolePort);
    const outcome = await control.perform(action.name, parameters, stack);
    if (json) {
      printJson(outcome);
    } else {
      process.stdout.write(`${outcome.words}\n`);
    }
  });
  command.addHelpText("after", exampleText(action));
}

function commanderOption({ flags, description, choices, default: usual }: ParameterOption): Option {
  const option = new Option(flags, usual === undefined ? description : `${description} (default: ${usual})`);
  return choices === undefined ? option : option.choices(choices);
}

/** The parameters that options set, in their places. */
function nested(options: readonly ParameterOption[], values: Record<string, unknown>): object {
  const parameters: Record<string, unknown> = {};
  for (const { path, flag, flags, description, kind } of options) {
    const value = values[new Option(flags, description).attributeName()];
    if (value === undefined) {
      continue;
    }
    const inside = path.slice(0, -1).reduce((level, name) => {
      level[name] ??= {};
      return level[name] as Record<string, unknown>;
    }, parameters);
    inside[path.at(-1) ?? flag] = kind === "number" ? numberOf(value) : value;
  }
  return parameters;
}

/** An empty text is not a number, although `Number` turns it into 0. */
function numberOf(value: unknown): number {
  return String(value).trim() === "" ? Number.NaN : Number(value);
}

/** @throws UserMistake that names the option, its value and what it takes */
function check(action: Action, parameters: object, options: readonly ParameterOption[]): void {
  const parsed = action.parameters.safeParse(parameters, { reportInput: true });
  if (parsed.success) {
    return;
  }
  const { words, args } = verbOf(action);
  const help = `\`pnpm lab ${words.join(" ")} --help\` shows its arguments.`;
  const lines = parsed.error.issues.map((issue) => {
    const option = options.find(({ path }) => path.join() === issue.path.join());
    if (option === undefined) {
      const argument = args.find(({ name }) => name === issue.path[0]);
      return argument?.expects === undefined ? issue.message : `${argument.term} takes ${argument.expects}.`;
    }
    return issue.code === "invalid_type" && issue.input === undefined
      ? `${option.flag} is missing.`
      : `${option.flag} takes ${option.expects ?? "another value"}.`;
  });
  throw new UserMistake([...new Set(lines)].join("\n"), help);
}

/** Sample arguments for the examples. */
const sampleArguments: Record<string, string> = {
  "<instance>": "i-0123456789abcdef0",
  "<zone>": "us-east-1a",
  "<value>": "false",
  "[ids...]": "",
};

function exampleText(action: Action) {
  const { words, args } = verbOf(action);
  const samples = args.map(({ term }) => sampleArguments[term] ?? term);
  const plain = ["pnpm lab", ...words, ...samples].join(" ").trim();
  const presets = (action.presets ?? []).map(
    ({ title, parameters }) => [commandLineOf(action, parameters) ?? plain, `${title}.`] as const,
  );
  return examples(...(presets.length > 0 ? presets : [[plain] as const]));
}

function addFaultList(parent: Command): void {
  withFindOption(
    parent
      .command("list")
      .description("List the faults, with the number of calls that each has hit.")
      .option("--json", "print as JSON")
      .addHelpText(
        "after",
        examples(["pnpm lab fault list", "The faults with their IDs, for `fault clear`."]),
      ),
  ).action(async ({ consolePort, json }: JsonOption) => {
    const { control } = await findLab(consolePort);
    if (json) {
      return printJson(await control.faults());
    }
    const { inForce } = await control.disturbances();
    const faults = inForce.filter(({ action }) => action === "add-fault");
    if (faults.length === 0) {
      return void process.stdout.write("No faults are set.\n");
    }
    const rows = faults.map(({ id, words, hits }) => [id, words, String(hits ?? "")]);
    process.stdout.write(
      `${terminalTable({ head: ["id", "what", "calls hit"], rows, rightAligned: [2] })}\n`,
    );
  });
}

function addParamGet(parent: Command): void {
  const command = parent
    .command("get")
    .description("Print the value of the switch.")
    .option("--json", "print name, value and version as JSON")
    .addHelpText(
      "after",
      examples(["pnpm lab param get", "Prints `true` while the RecommendationService is on."]),
    );
  withFindOption(withStackOption(command)).action(
    async ({ consolePort, json, stack }: JsonOption & StackOption) => {
      const { control } = await findLab(consolePort);
      const { parameter } = await control.snapshot(stack);
      if (json) {
        printJson(parameter);
      } else {
        process.stdout.write(`${parameter.value}\n`);
      }
    },
  );
}
