import { z } from "zod";

const namingSchema = z.object({ pattern: z.string().optional() });

/** The part of Pulumi's `pulumi:autonaming` config that recordings support: patterns, by type or for all. */
const autonamingSchema = namingSchema.extend({
  providers: z
    .record(z.string(), namingSchema.extend({ resources: z.record(z.string(), namingSchema).optional() }))
    .optional(),
});

export type Autonaming = z.infer<typeof autonamingSchema>;

/** @param config The config's value as Pulumi passes it; undefined if a project does not set it. */
export function parseAutonaming(config: string | undefined): Autonaming {
  return autonamingSchema.parse(config === undefined ? {} : JSON.parse(config));
}

/** What a name is made from. */
export interface NamedResource {
  project: string;
  stack: string;
  type: string;
  /** The logical name. */
  name: string;
  /** Hex digits instead of the engine's random ones: the same for the same resource. */
  hex: (digits: number) => string;
}

/**
 * The physical name that Pulumi gives a resource without one: by the pattern for its type, or by its default
 * rule.
 */
export function physicalName(autonaming: Autonaming, resource: NamedResource): string {
  const { type, name, hex } = resource;
  const provider = autonaming.providers?.[type.split(":")[0] ?? ""];
  const pattern = provider?.resources?.[type]?.pattern ?? provider?.pattern ?? autonaming.pattern;
  return pattern === undefined
    ? `${name}-${hex(7)}`
    : pattern
        .replaceAll(/\$\{(project|stack|name)\}/g, (_, key: "project" | "stack" | "name") => resource[key])
        .replaceAll(/\$\{hex\((\d+)\)\}/g, (_, digits) => hex(Number(digits)));
}
