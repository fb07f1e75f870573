import { isDeepStrictEqual } from "node:util";
import type { Properties } from "./plain.ts";
import { Archive, Asset, isPropertyMap } from "./property-value.ts";

/**
 * A difference at the deepest place where old and new still both have one, as `pulumi preview --diff` prints
 * it.
 */
export interface PropertyChange {
  /** In Pulumi's notation: `tags.Name`, `tags["a.b"]`, `ingress[0].fromPort`. */
  path: string;
  kind: "add" | "delete" | "update";
  /** Whether it needs a new resource. */
  replace: boolean;
  /** Whether the inputs differ; otherwise the outputs differ from the new inputs. */
  inputDiff: boolean;
}

/** Names of the properties that differ, those that only one side has among them. */
export function changedProperties(before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !sameValue(before[name], after[name]));
}

/** What to print for the properties of which a resource's type said that they change. */
export function propertyChanges(
  { changed, replaces }: { changed: readonly string[]; replaces: readonly string[] },
  state: { oldInputs: Properties; oldOutputs: Properties; news: Properties },
): PropertyChange[] {
  return [...new Set([...changed, ...replaces])].flatMap((property) => {
    const after = state.news[property];
    const inputDiff = !sameValue(state.oldInputs[property], after);
    const before = inputDiff ? state.oldInputs[property] : state.oldOutputs[property];
    const leaves = sameValue(before, after)
      ? [{ path: pathOf("", property), kind: "update" as const }]
      : differences(pathOf("", property), before, after);
    return leaves.map((leaf) => ({ ...leaf, replace: replaces.includes(property), inputDiff }));
  });
}

type Leaf = Pick<PropertyChange, "path" | "kind">;

function differences(path: string, before: unknown, after: unknown): Leaf[] {
  if (sameValue(before, after)) {
    return [];
  }
  if (isAbsent(before)) {
    return [{ path, kind: "add" }];
  }
  if (isAbsent(after)) {
    return [{ path, kind: "delete" }];
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const longest = before.length > after.length ? before : after;
    return longest.flatMap((_, index) => differences(`${path}[${index}]`, before[index], after[index]));
  }
  if (isPropertyMap(before) && isPropertyMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(pathOf(path, key), before[key], after[key]));
  }
  return [{ path, kind: "update" }];
}

/**
 * The engine treats a null and a property that is not there alike: sdk/go/common/resource/properties_diff.go.
 */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function sameValue(before: unknown, after: unknown): boolean {
  if (
    (before instanceof Asset && after instanceof Asset) ||
    (before instanceof Archive && after instanceof Archive)
  ) {
    // Old ones come without contents.
    return before.hash === after.hash;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && before.every((value, index) => sameValue(value, after[index]));
  }
  if (isPropertyMap(before) && isPropertyMap(after)) {
    return changedProperties(before, after).length === 0;
  }
  return (isAbsent(before) && isAbsent(after)) || isDeepStrictEqual(before, after);
}

/** sdk/go/common/resource/properties_path.go quotes all other keys. */
const plainKey = /^\w+$/;

function pathOf(parent: string, key: string): string {
  if (!plainKey.test(key)) {
    return `${parent}["${key.replaceAll('"', '\\"')}"]`;
  }
  return parent === "" ? key : `${parent}.${key}`;
}
