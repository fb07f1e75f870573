import { z } from "zod";
import { resourceType } from "../../service.ts";
import type { Ec2State } from "./ec2.ts";

const schema = z.object({
  name: z.string(),
  imageId: z.string(),
  instanceType: z.string(),
  /** Base64. */
  userData: z.string().default(""),
  iamInstanceProfile: z.object({ arn: z.string().optional(), name: z.string().optional() }).optional(),
  metadataOptions: z.object({ instanceMetadataTags: z.string().optional() }).optional(),
  tagSpecifications: z
    .array(
      z.object({ resourceType: z.string().optional(), tags: z.record(z.string(), z.string()).optional() }),
    )
    .default([]),
});

export type LaunchTemplateVersion = Omit<z.infer<typeof schema>, "name">;

export interface LaunchTemplate {
  name: string;
  /** The first one is version 1. */
  versions: LaunchTemplateVersion[];
}

export const launchTemplateResource = resourceType<Ec2State, typeof schema>({
  token: "aws:ec2/launchTemplate:LaunchTemplate",
  schema,
  replaceOn: ["name", "namePrefix"],
  create({ id, properties: { name, ...version } }, { launchTemplates }) {
    launchTemplates.set(id, { name, versions: [version] });
    return { latestVersion: 1, defaultVersion: 1 };
  },
  update({ id, properties: { name, ...version } }, { launchTemplates }) {
    const template = launchTemplates.get(id);
    if (template === undefined) {
      return;
    }
    const versions = [...template.versions, version];
    launchTemplates.set(id, { name, versions });
    return { latestVersion: versions.length, defaultVersion: versions.length };
  },
  delete: (id, { launchTemplates }) => void launchTemplates.delete(id),
  read(id, { launchTemplates }) {
    const template = launchTemplates.get(id);
    return template && { latestVersion: template.versions.length };
  },
});
