import { z } from "zod";

const absent = z
  .literal([false], "the lab does not support this: leave it out, or try the program on AWS")
  .optional();

/** Properties with an effect on AWS that a region does not have. They may be left out or off. */
export function notPlayed<Name extends string>(names: readonly Name[]): Record<Name, typeof absent> {
  return Object.fromEntries(names.map((name) => [name, absent])) as Record<Name, typeof absent>;
}
