import { z } from "zod";
import { resourceType } from "../../service.ts";
import type { SsmState } from "./ssm-state.ts";

const schema = z.object({
  name: z.string(),
  type: z.enum(["String", "StringList", "SecureString"]),
  /** The value is in one of two inputs. */
  value: z.string().optional(),
  insecureValue: z.string().optional(),
  // Generated clients send an empty text for an absent member.
  description: z.string().transform(emptyIsAbsent).optional(),
  allowedPattern: z.string().transform(emptyIsAbsent).optional(),
  dataType: z.string().default("text"),
  tier: z.enum(["Standard", "Advanced"]).catch("Standard"),
  /** With the provider's default tags, if it has any. */
  tagsAll: z.record(z.string(), z.string()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

function emptyIsAbsent(text: string): string | undefined {
  return text === "" ? undefined : text;
}

export const parameterResource = resourceType<SsmState, typeof schema>({
  token: "aws:ssm/parameter:Parameter",
  schema,
  replaceOn: ["name", "dataType"],
  create: ({ properties }, state) => ({ version: write(properties, state) }),
  update: ({ properties }, state) => ({ version: write(properties, state) }),
  delete: (id, { parameters }) => parameters.remove(id),
  read(id, { parameters }) {
    const latest = parameters.get(id);
    return latest && { value: latest.value, version: latest.version };
  },
});

function write(
  { name, value, insecureValue, tags, tagsAll, ...attributes }: z.infer<typeof schema>,
  { parameters }: SsmState,
): number {
  return parameters.write(name, value ?? insecureValue ?? "", { ...attributes, tags: tagsAll ?? tags ?? {} });
}
