import { z } from "zod";
import type { Action } from "./disturbance.ts";

/** A parameter of an action that an option of the command line sets. */
export interface ParameterOption {
  /** Its place among the parameters, such as `["error", "code"]`. */
  path: string[];
  /** As commander expects it, such as `--latency <ms>`. */
  flags: string;
  /** Such as `--latency`. */
  flag: string;
  description: string;
  /** What its value must be, for a message; absent if any text is valid. */
  expects: string | undefined;
  kind: "text" | "number" | "flag";
  choices: string[] | undefined;
  default: unknown;
}

/** The options of an action, in the order of its parameters. */
export function optionsOf(parameters: z.ZodObject, path: readonly string[] = []): ParameterOption[] {
  return Object.entries(parameters.shape as Record<string, z.ZodType>).flatMap(([name, member]) => {
    const inner = unwrapped(member);
    if (inner instanceof z.ZodObject) {
      return optionsOf(inner, [...path, name]);
    }
    const { option, description = "", expects } = member.meta() ?? {};
    if (typeof option !== "string") {
      return [];
    }
    return [
      {
        path: [...path, name],
        flags: option,
        flag: option.split(" ")[0] ?? option,
        description,
        expects: expects === undefined ? undefined : String(expects),
        kind: inner instanceof z.ZodNumber ? "number" : inner instanceof z.ZodBoolean ? "flag" : "text",
        choices: inner instanceof z.ZodEnum ? inner.options.map(String) : undefined,
        default: member instanceof z.ZodDefault ? member.def.defaultValue : undefined,
      },
    ];
  });
}

function unwrapped(member: z.ZodType): z.ZodType {
  return member instanceof z.ZodOptional || member instanceof z.ZodDefault
    ? unwrapped(member.unwrap() as z.ZodType)
    : member;
}

/** An argument of an action's command, such as `<instance>` or `[ids...]`. */
export interface VerbArgument {
  /** As commander expects it. */
  term: string;
  /** The parameter that it sets. */
  name: string;
  description: string;
  /** What its value must be, for a message. */
  expects: string | undefined;
}

/** The words and the arguments of an action's command. */
export function verbOf({ command = "", parameters }: Action): { words: string[]; args: VerbArgument[] } {
  const parts = command.split(" ");
  const members = parameters.shape as Record<string, z.ZodType>;
  return {
    words: parts.filter((part) => /^\w/.test(part)),
    args: parts
      .filter((part) => /^[<[]/.test(part))
      .map((term) => {
        const name = term.replaceAll(/[^\w]/g, "");
        const { description = "", expects } = members[name]?.meta() ?? {};
        return { term, name, description, expects: expects === undefined ? undefined : String(expects) };
      }),
  };
}

/** The command line that does the same; null if no command does exactly this. */
export function commandLineOf(action: Action, given: Readonly<Record<string, unknown>>): string | null {
  if (action.command === undefined) {
    return null;
  }
  const { words, args } = verbOf(action);
  const options = optionsOf(action.parameters).flatMap(({ path, flag, default: usual }) => {
    const value = path.reduce<unknown>((inside, name) => memberOf(inside, name), given);
    if (value === undefined || value === false || value === usual) {
      return [];
    }
    return value === true ? [flag] : [flag, quoted(value)];
  });
  const positional = args.flatMap(({ name }) => [given[name] ?? []].flat().map(quoted));
  return ["pnpm lab", ...words, ...positional, ...options].join(" ");
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** For a POSIX shell. */
function quoted(value: unknown): string {
  const text = String(value);
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
