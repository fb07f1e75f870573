import type { ActionOffer } from "@soft-landing/shared/lab-api";
import { z } from "zod";

/** A field of a form, made from a parameter of an action. */
export interface Field {
  /** Its place among the parameters, such as `["error", "code"]`. */
  path: readonly string[];
  /** The member's own name, such as `latencyMs`. */
  name: string;
  description: string;
  kind: "text" | "number" | "flag";
  /** The allowed values, if that is a closed list. */
  choices: readonly string[] | null;
  /** The kind of thing that it selects in the lab, such as `instance`. */
  selector: string | null;
  required: boolean;
  /** The default. */
  usual: string | null;
  minimum: number | null;
  maximum: number | null;
  /** On the command line: an option such as `--latency`, or null for an argument. */
  flag: string | null;
}

/** The values of a form's fields, by {@link keyOf}. An empty text means that the field has no value. */
export type Values = Readonly<Record<string, string>>;

/** The parts of JSON Schema that this form reads, with the metadata that the contract adds. */
interface Member {
  type?: string | undefined;
  enum?: string[] | undefined;
  description?: string | undefined;
  default?: unknown;
  minimum?: number | undefined;
  maximum?: number | undefined;
  option?: string | undefined;
  selector?: string | undefined;
  required?: string[] | undefined;
  properties?: Record<string, Member> | undefined;
}

const memberSchema: z.ZodType<Member> = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  description: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  option: z.string().optional(),
  selector: z.string().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), memberSchema).optional();
  },
});

export function keyOf({ path }: Pick<Field, "path">): string {
  return path.join(".");
}

/**
 * The fields of an action's form: the arguments and options of its command. If it has no command, all of its
 * parameters.
 */
export function fieldsOf({ command, parameters }: ActionOffer): Field[] {
  const { args } = verbOf(command);
  return fieldsIn(memberSchema.parse(parameters), []).filter(
    ({ name, flag, path }) => flag !== null || command === null || (path.length === 1 && args.includes(name)),
  );
}

function fieldsIn(parent: Member, path: readonly string[]): Field[] {
  return Object.entries(parent.properties ?? {}).flatMap(([name, member]): Field[] => {
    const here = [...path, name];
    if (member.properties !== undefined) {
      return fieldsIn(member, here);
    }
    return [
      {
        path: here,
        name,
        description: member.description ?? name,
        kind: kindOf(member),
        choices: member.enum ?? null,
        selector: member.selector ?? null,
        // A member of a group is required only if the group is.
        required: path.length === 0 && (parent.required ?? []).includes(name),
        usual: member.default === undefined ? null : String(member.default),
        minimum: member.minimum ?? null,
        maximum: member.maximum ?? null,
        flag: member.option?.split(" ")[0] ?? null,
      },
    ];
  });
}

function kindOf({ type }: Member): Field["kind"] {
  if (type === "boolean") {
    return "flag";
  }
  return type === "number" || type === "integer" ? "number" : "text";
}

/** Parameters, such as those of a preset, as the form's values. */
export function valuesOf(fields: readonly Field[], parameters: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = field.path.reduce<unknown>(memberOf, parameters);
      return value === undefined ? [] : [[keyOf(field), String(value)]];
    }),
  );
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The form's values as the action expects them. */
export function parametersOf(fields: readonly Field[], values: Values): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const field of fields) {
    const text = values[keyOf(field)] ?? "";
    if (text !== "" && !(field.kind === "flag" && text === "false")) {
      setAt(parameters, field.path, field.kind === "text" ? text : JSON.parse(text));
    }
  }
  return parameters;
}

function setAt(
  parameters: Record<string, unknown>,
  [first = "", ...rest]: readonly string[],
  value: unknown,
) {
  if (rest.length === 0) {
    parameters[first] = value;
    return;
  }
  const inner = { ...(parameters[first] as Record<string, unknown> | undefined) };
  setAt(inner, rest, value);
  parameters[first] = inner;
}

/** The command line that does the same; null if there is none. */
export function commandLineOf(
  { command }: ActionOffer,
  fields: readonly Field[],
  values: Values,
): string | null {
  if (command === null) {
    return null;
  }
  const { words, args } = verbOf(command);
  const given = (field: Field) => values[keyOf(field)] ?? "";
  const positional = args.map((name) => {
    const field = fields.find((one) => one.name === name);
    const value = field === undefined ? "" : given(field);
    return value === "" ? `<${name}>` : quoted(value);
  });
  const options = fields.flatMap((field) => {
    const value = given(field);
    if (field.flag === null || value === "" || value === field.usual || value === "false") {
      return [];
    }
    return field.kind === "flag" ? [field.flag] : [field.flag, quoted(value)];
  });
  return [...words, ...positional, ...options].join(" ");
}

/** `pnpm lab kill <instance>` as its words and the names of its arguments, optional ones marked. */
function verbOf(command: string | null): { words: string[]; args: string[] } {
  const parts = command?.split(" ") ?? [];
  return {
    words: parts.filter((part) => !/^[<[]/.test(part)),
    args: parts.flatMap((part) => /^<(\w+)>$/.exec(part)?.[1] ?? []),
  };
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
