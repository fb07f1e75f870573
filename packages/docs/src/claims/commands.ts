import type { MarkdownDocument } from "../markdown/read-document.ts";
import type { FalseClaim } from "./claim.ts";

/** A command that a document tells people to type. */
export interface Command {
  line: number;
  words: string[];
  /** The command as the document writes it. */
  text: string;
}

/** What commands are compared with. */
export interface CommandFacts {
  /** The root's scripts. */
  scripts: ReadonlySet<string>;
  /** The scripts of a package of the workspace; none if there is no such package. */
  packageScripts(name: string): ReadonlySet<string>;
  turboTasks: ReadonlySet<string>;
  /** The keys of Pulumi.yaml's config. */
  configKeys: ReadonlySet<string>;
  outputs: ReadonlySet<string>;
  exists(path: string): boolean;
  /** What `pnpm lab VERB … --help` prints, or undefined if the lab does not know the verb. */
  labHelp(verbs: readonly string[]): string | undefined;
}

const shells = new Set(["sh", "bash", "shell", "console"]);
/** pnpm's own commands that the docs may name. */
const pnpmCommands = new Set(["install", "exec", "add", "run", "why", "audit", "outdated", "licenses"]);

/** The commands of a document: the lines of its shell blocks, and inline code that starts like one. */
export function commandsOf({ codeBlocks, inlineCodes }: MarkdownDocument): Command[] {
  const fromBlocks = codeBlocks
    .filter(({ language }) => shells.has(language))
    .flatMap(({ line, text }) =>
      joinedLines(text).map((command, index) => ({ line: line + 1 + index, text: command })),
    );
  const fromInline = inlineCodes.filter(({ text }) => /^(npx |pnpm |pulumi |node )/.test(text));
  return [...fromBlocks, ...fromInline].flatMap(({ line, text }) => {
    const parts = withoutComment(text).split(/&&|\|\||[|;]/);
    return parts
      .map((part) => ({ line, text, words: wordsOf(part) }))
      .filter(({ words }) => words.length > 0);
  });
}

/** Commands that the repository does not have, or whose options it does not know. */
export function unknownCommands(commands: readonly Command[], facts: CommandFacts): FalseClaim[] {
  return commands.flatMap(({ line, text, words }) => {
    const fault = faultOf(words, facts);
    return fault === undefined ? [] : [{ line, claim: text, fault }];
  });
}

function faultOf(words: readonly string[], facts: CommandFacts): string | undefined {
  const [program, ...rest] = words;
  switch (program) {
    case "npx":
      return faultOf(["pnpm", ...rest.slice(rest.findIndex((word) => word.startsWith("pnpm@")) + 1)], facts);
    case "pnpm":
      return pnpmFault(rest, facts);
    case "pulumi":
      return pulumiFault(rest, facts);
    case "node":
      return nodeFault(rest, facts);
    default:
      return undefined;
  }
}

function pnpmFault(words: readonly string[], facts: CommandFacts): string | undefined {
  const [name = "", ...rest] = words[0] === "run" ? words.slice(1) : words;
  if (name === "--filter") {
    const [filtered = "", script = ""] = rest;
    return facts.packageScripts(filtered).has(script) ? undefined : `${filtered} has no script ${script}`;
  }
  if (name === "lab") {
    return labFault(rest, facts);
  }
  if (name === "turbo") {
    const unknown = rest.filter(
      (word) => /^[a-z]/.test(word) && word !== "run" && !facts.turboTasks.has(word),
    );
    return unknown.length === 0 ? undefined : `turbo has no task ${unknown.join(", ")}`;
  }
  if (name === "pulumi" && facts.scripts.has(name)) {
    return pulumiFault(rest, facts);
  }
  if (name === "" || name.startsWith("-") || pnpmCommands.has(name) || facts.scripts.has(name)) {
    return undefined;
  }
  return `there is no script ${name}`;
}

function labFault(words: readonly string[], facts: CommandFacts): string | undefined {
  const verbs = verbsOf(words);
  const help = facts.labHelp(verbs);
  if (help === undefined) {
    return `pnpm lab has no verb ${verbs.join(" ")}`;
  }
  const unknown = words
    .filter((word) => word.startsWith("-"))
    .map((word) => word.split("=")[0] ?? word)
    .filter((option) => !new RegExp(`(^|[\\s,[])${option}(?![\\w-])`, "m").test(help));
  return unknown.length === 0 ? undefined : `pnpm lab ${verbs.join(" ")} has no option ${unknown.join(", ")}`;
}

/** The verb, and the second one of `param set` and `fault list`. Without one the lab goes up. */
function verbsOf(words: readonly string[]): string[] {
  const [verb, second] = words;
  if (verb === undefined || (verb.startsWith("-") && verb !== "--help")) {
    return ["up"];
  }
  if (verb === "--help") {
    return [];
  }
  const nested = (verb === "param" || verb === "fault") && second !== undefined && /^[a-z]+$/.test(second);
  return nested ? [verb, second] : [verb];
}

function pulumiFault(words: readonly string[], facts: CommandFacts): string | undefined {
  const plain = words.filter((word) => !word.startsWith("-"));
  const [first, second, path = ""] = plain;
  const [key = ""] = path.replaceAll(/['"]/g, "").split(/[[.]/);
  if (first === "config" && (second === "set" || second === "get") && key !== "" && !key.includes(":")) {
    return facts.configKeys.has(key) ? undefined : `Pulumi.yaml has no config key ${key}`;
  }
  if (first === "stack" && second === "output" && key !== "") {
    return facts.outputs.has(key) ? undefined : `the stack has no output ${key}`;
  }
  return undefined;
}

function nodeFault(words: readonly string[], facts: CommandFacts): string | undefined {
  const script = words.find((word) => !word.startsWith("-"));
  return script === undefined || facts.exists(script) ? undefined : `${script} does not exist`;
}

/** A shell block's lines, those that end in a backslash joined with the next. */
function joinedLines(text: string): string[] {
  return text
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/^\$ /, "").trim());
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, "");
}

/** Words as the shell would split them, for commands as plain as a document's; variables set in front are dropped. */
function wordsOf(part: string): string[] {
  const words = part.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const start = words.findIndex((word) => !/^\w+=/.test(word));
  return start < 0 ? [] : words.slice(start);
}
