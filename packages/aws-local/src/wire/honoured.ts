import { AwsError } from "./aws-error.ts";

/**
 * The members of an operation's input that the region supports, nested like the input. Lists do not count as
 * a level, and `*` stands for the keys of a map. `true` accepts a member with everything in it, a list of
 * values accepts only these.
 */
export type Honoured<Input> = {
  readonly [Member in keyof Input]?: HonouredIn<NonNullable<Input[Member]>>;
};

// In brackets, so that an enumeration's values stay together.
type HonouredIn<Value> = [Value] extends [readonly (infer Item)[]]
  ? HonouredIn<NonNullable<Item>>
  : [Value] extends [string | number | boolean]
    ? true | readonly Value[]
    : [Value] extends [Date | Uint8Array]
      ? true
      : string extends keyof Value
        ? true | { readonly "*": HonouredIn<NonNullable<Value[keyof Value]>> }
        : true | Honoured<Value>;

/** A declaration for an input of unknown type. */
export interface HonouredMembers {
  readonly [member: string]: true | readonly (string | number | boolean)[] | HonouredMembers | undefined;
}

/** A message has at most this many members. */
const mostNamed = 10;

/** A member by its path, such as `Filters.1.Name`, and what is possible instead. */
export interface Unhonoured {
  path: string;
  instead: string;
}

/**
 * Refuses members that the region would ignore. Empty members count as not sent.
 *
 * @throws AwsError ValidationException that names each such member, and what is possible instead
 */
export function refuseUnhonoured(operation: string, honoured: HonouredMembers, input: object): void {
  refuseMembers(operation, unhonoured(honoured, input, ""));
}

/** @throws AwsError ValidationException if there are any */
export function refuseMembers(operation: string, members: Iterable<Unhonoured>): void {
  const named: string[] = [];
  for (const { path, instead } of members) {
    named.push(`${path} (it takes ${instead})`);
    if (named.length === mostNamed) {
      break;
    }
  }
  if (named.length > 0) {
    throw new AwsError(
      "ValidationException",
      `The lab does not support all of ${operation}, and refuses these members instead of ignoring them: ${named.join("; ")}.`,
    );
  }
}

function* unhonoured(honoured: HonouredMembers, value: unknown, path: string): Generator<Unhonoured> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* unhonoured(honoured, item, `${path}${index + 1}.`);
    }
    return;
  }
  if (typeof value !== "object" || value === null) {
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(honoured, name) ? honoured[name] : honoured["*"];
    if (known === true || isEmpty(member)) {
      continue;
    }
    if (known === undefined) {
      yield { path: `${path}${name}`, instead: Object.keys(honoured).join(", ") || "nothing" };
    } else if (isValues(known)) {
      yield* otherValues(known, member, `${path}${name}`);
    } else {
      yield* unhonoured(known, member, `${path}${name}.`);
    }
  }
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (Array.isArray(value) ? value.length === 0 : isEmptyStructure(value))
  );
}

function isEmptyStructure(value: NonNullable<unknown>): boolean {
  return Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;
}

function isValues(
  known: NonNullable<HonouredMembers[string]>,
): known is readonly (string | number | boolean)[] {
  return Array.isArray(known);
}

function otherValues(
  values: readonly (string | number | boolean)[],
  member: unknown,
  path: string,
): Unhonoured[] {
  const given = Array.isArray(member) ? member : [member];
  return given
    .filter((value) => !values.includes(value))
    .map((value) => ({ path: `${path} ${JSON.stringify(value)}`, instead: values.join(", ") }));
}
