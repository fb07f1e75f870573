import { z } from "zod";

const absent = z
  .literal([false], "the lab does not support this: leave it out, or try the program on AWS")
  .optional();

/** Properties that have an effect on AWS but not in a region here. They can be left out or off. */
export function notPlayed<Name extends string>(names: readonly Name[]): Record<Name, typeof absent> {
  return Object.fromEntries(names.map((name) => [name, absent])) as Record<Name, typeof absent>;
}
