import {
  execStartOf,
  parseEnvironmentFile,
  parseUnit,
  type UnitSettings,
} from "@soft-landing/aws-local/fleet/unit-settings";
import {
  artifactLocationSchema,
  instanceEnvironmentFile,
  instanceEnvironmentSchema,
} from "@soft-landing/shared/instance-environment";
import { parse } from "yaml";
import { z } from "zod";

/** What an instance would make of its user data. */
export interface DecodedUserData {
  /** As cloud-init sees it. */
  text: string;
  environment: Record<string, string>;
  artifact: { s3Uri: string; sha256: string };
  unit: UnitSettings;
}

const cloudConfigSchema = z.object({
  write_files: z.array(z.object({ path: z.string(), content: z.string() })),
});

/**
 * Reads a launch template's user data as cloud-init and systemd would: the files it writes, the server's unit among them, and
 * the environment file that the unit names.
 *
 * @param userData base64, as the launch template holds it
 * @throws Error where an instance could not start with it
 */
export function decodeUserData(userData: string): DecodedUserData {
  const text = Buffer.from(userData, "base64").toString("utf8");
  if (!text.startsWith("#cloud-config")) {
    throw new Error("the launch template's user data is no cloud-config");
  }
  const files = writtenFiles(text);
  const unitText = serverUnit(files);
  const unit = parseUnit("server.service", unitText);
  const environment: Record<string, string> = {};
  for (const path of unit.environmentFiles) {
    Object.assign(environment, parseEnvironmentFile(fileOf(files, path.replace(/^-/, ""))));
  }
  return { text, environment: checked(environment), artifact: artifactOf(environment), unit };
}

function writtenFiles(text: string): Map<string, string> {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new Error(
      `the launch template's user data is no YAML: ${error instanceof Error ? error.message : error}`,
    );
  }
  const cloudConfig = cloudConfigSchema.safeParse(document);
  if (!cloudConfig.success) {
    throw new Error(`the launch template's user data:\n${z.prettifyError(cloudConfig.error)}`);
  }
  return new Map(cloudConfig.data.write_files.map(({ path, content }) => [path, content]));
}

/** The unit that starts the artifact. */
function serverUnit(files: ReadonlyMap<string, string>): string {
  const units = [...files].filter(
    ([path]) => path.startsWith("/etc/systemd/system/") && path.endsWith(".service"),
  );
  const server = units.find(([, text]) => execStartOf(text).endsWith("/start"));
  if (server === undefined) {
    throw new Error("the launch template's user data writes no systemd unit with an ExecStart=…/start");
  }
  return server[1];
}

function fileOf(files: ReadonlyMap<string, string>, path: string): string {
  const content = files.get(path);
  if (content !== undefined) {
    return content;
  }
  throw new Error(`the server's unit reads ${path}, which the launch template's user data does not write`);
}

function checked(environment: Record<string, string>): Record<string, string> {
  const parsed = instanceEnvironmentSchema.safeParse(environment);
  if (parsed.success) {
    return environment;
  }
  throw new Error(
    `${instanceEnvironmentFile} in the launch template's user data:\n${z.prettifyError(parsed.error)}`,
  );
}

function artifactOf(environment: Record<string, string>): DecodedUserData["artifact"] {
  const parsed = artifactLocationSchema.safeParse(environment);
  if (parsed.success) {
    return { s3Uri: parsed.data.ARTIFACT_S3_URI, sha256: parsed.data.ARTIFACT_SHA256 };
  }
  throw new Error(
    `${instanceEnvironmentFile} in the launch template's user data:\n${z.prettifyError(parsed.error)}`,
  );
}
