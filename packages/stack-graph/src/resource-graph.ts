import { z } from "zod";

/**
 * The Pulumi program as recorded under Pulumi's mocks for one stack:
 * `packages/infra/dist/<stack>.graph.json`. The lab, the policies and the docs know the program only through
 * this graph.
 */
export const graphResourceSchema = z.strictObject({
  urn: z.string(),
  /** Pulumi's type token, for example `aws:lb/targetGroup:TargetGroup`. */
  type: z.string(),
  /** The logical name. */
  name: z.string(),
  /** False for component resources. */
  custom: z.boolean(),
  id: z.string(),
  parent: z.string().nullable(),
  /** What the program passes to the provider. */
  inputs: z.record(z.string(), z.unknown()),
  /**
   * What the mock answers: the inputs and what the provider would add (arn, arnSuffix, dnsName,
   * latestVersion, …).
   */
  outputs: z.record(z.string(), z.unknown()),
  dependencies: z.array(z.string()),
  /** For each input property the URNs it was made from. */
  propertyDependencies: z.record(z.string(), z.array(z.string())),
  /** Options that decide how an update is carried out; absent if the program gives none. */
  options: z.strictObject({
    replaceOnChanges: z.array(z.string()).optional(),
    ignoreChanges: z.array(z.string()).optional(),
    deleteBeforeReplace: z.boolean().optional(),
    protect: z.boolean().optional(),
    retainOnDelete: z.boolean().optional(),
    customTimeouts: z.record(z.string(), z.string()).optional(),
    aliases: z.array(z.string()).optional(),
  }),
});
export type GraphResource = z.infer<typeof graphResourceSchema>;

export const resourceGraphSchema = z.strictObject({
  version: z.literal(1),
  project: z.string(),
  stack: z.string(),
  region: z.string(),
  accountId: z.string(),
  /** The stack's raw config (keys without the project's prefix) that the program was evaluated with. */
  config: z.record(z.string(), z.unknown()),
  resources: z.array(graphResourceSchema),
  /** The stack outputs (camelCase names as design contract). */
  outputs: z.record(z.string(), z.unknown()),
});
export type ResourceGraph = z.infer<typeof resourceGraphSchema>;

/**
 * A file asset (the S3 object's artifact) in a recorded graph. The path is relative to the repository root,
 * or absolute for a file outside it.
 */
export const fileAssetSchema = z.strictObject({ $asset: z.literal("file"), path: z.string() });
export type FileAsset = z.infer<typeof fileAssetSchema>;
