import { posix } from "node:path";
import { gunzipSync } from "node:zlib";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { parse } from "yaml";
import { z } from "zod";

/** A file that cloud-init writes at the first boot. */
export interface WrittenFile {
  /** Absolute and normalised, as on the instance. */
  path: string;
  content: Buffer;
  /** Permission bits, such as 0o755. */
  mode: number;
}

/** What a `#cloud-config` asks an instance to do. */
export interface CloudConfig {
  files: ReadonlyMap<string, WrittenFile>;
  /** `bootcmd` and `runcmd`, each as its words. A command given as one string is a line for the shell, split at spaces here. */
  commands: readonly (readonly string[])[];
  /** Every other key, such as `packages`, as written. */
  otherKeys: readonly string[];
}

/** EC2 refuses more than 16 KB of user data before base64 (EC2 User Guide, "Run commands when you launch an EC2 instance"). */
const userDataLimitBytes = 16 * 1024;
/** The limit for what 16 KB may unpack to. cloud-init has no such limit. */
const unpackedLimitBytes = 4 * 1024 * 1024;

const whatCanBePlayed =
  "The lab supports a `#cloud-config` with `write_files`: the files of a server, and a systemd unit that starts it.";

/** A mistake in a launch template's user data. */
export function userDataMistake(problem: string, remedy = whatCanBePlayed): UserMistake {
  return new UserMistake(`The launch template's user data ${problem}.`, remedy);
}

const commandSchema = z.union([z.string(), z.array(z.union([z.string(), z.number()]).transform(String))]);
const writtenFileSchema = z.strictObject({
  path: z.string(),
  content: z.string().default(""),
  encoding: z.string().default("text/plain"),
  permissions: z
    .union([z.string().regex(/^[0-7]{3,4}$/, "an octal mode such as '0755'"), z.int()])
    .default("0644"),
  append: z.boolean().default(false),
  // Everything here belongs to the user who runs the lab, and is written before the server starts.
  owner: z.string().optional(),
  defer: z.boolean().optional(),
});
const cloudConfigSchema = z.looseObject({
  write_files: z.array(writtenFileSchema).default([]),
  bootcmd: z.array(commandSchema).default([]),
  runcmd: z.array(commandSchema).default([]),
});

/**
 * Reads user data as cloud-init would (cloudinit.readthedocs.io, "User data formats" and "Cloud config
 * modules").
 *
 * @param userData base64, as in a launch template
 * @throws UserMistake if it has another format, cannot be read, or asks for something that the lab does not
 *   write
 */
export function readCloudConfig(userData: string): CloudConfig {
  const text = textOf(Buffer.from(userData, "base64"));
  refuseOtherFormats(text);
  const { write_files, bootcmd, runcmd, ...others } = parsed(text);
  const files = new Map<string, WrittenFile>();
  for (const entry of write_files) {
    const file = writtenFile(entry);
    const before = entry.append ? files.get(file.path) : undefined;
    files.set(file.path, before ? { ...file, content: Buffer.concat([before.content, file.content]) } : file);
  }
  refuseFilesAsFolders(files);
  const commands = [...bootcmd, ...runcmd].map((command) =>
    typeof command === "string" ? command.split(/\s/).filter((word) => word !== "") : command,
  );
  return { files, commands, otherKeys: Object.keys(others) };
}

function textOf(bytes: Buffer): string {
  if (bytes.length > userDataLimitBytes) {
    throw userDataMistake(
      `has ${bytes.length} bytes`,
      `EC2 allows at most ${userDataLimitBytes}. Put larger data into an artifact.`,
    );
  }
  return isGzip(bytes) ? unzipped(bytes, "").toString("utf8") : bytes.toString("utf8");
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

function unzipped(bytes: Buffer, what: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: unpackedLimitBytes });
  } catch (error) {
    throw userDataMistake(`${what}cannot be unzipped (${error instanceof Error ? error.message : error})`);
  }
}

/** Formats of user data, by their first characters. */
const otherFormats: readonly (readonly [RegExp, string])[] = [
  [/^#!/, "is a shell script"],
  [/^(content-type|mime-version):/i, "is a MIME archive"],
  [/^#include/, "is an include file"],
  [/^#cloud-boothook/, "is a boothook"],
  [/^#cloud-config-archive/, "is a cloud-config archive"],
  [/^#cloud-config-jsonp/, "is a cloud-config patch"],
  [/^#part-handler/, "is a part handler"],
  [/^##\s*template:/, "is a Jinja template"],
];

function refuseOtherFormats(text: string): void {
  const other = otherFormats.find(([beginning]) => beginning.test(text))?.[1];
  if (other !== undefined) {
    throw userDataMistake(other);
  }
  if (!/^#cloud-config\s*(\n|$)/.test(text)) {
    throw userDataMistake(text === "" ? "is empty" : "is not a cloud-config");
  }
}

function parsed(text: string): z.infer<typeof cloudConfigSchema> {
  let document: unknown;
  try {
    // cloud-init reads YAML 1.1, where 0644 is an octal number.
    document = parse(text, { version: "1.1", logLevel: "error" }) ?? {};
  } catch (error) {
    throw userDataMistake(`is not YAML: ${error instanceof Error ? error.message : error}`);
  }
  const found = cloudConfigSchema.safeParse(document);
  if (!found.success) {
    throw userDataMistake(`cannot be read:\n${z.prettifyError(found.error)}\n`);
  }
  return found.data;
}

function writtenFile(entry: z.infer<typeof writtenFileSchema>): WrittenFile {
  const { path, permissions } = entry;
  const shown = JSON.stringify(path);
  if (!path.startsWith("/") || path.endsWith("/") || path.includes("\0") || path.split("/").includes("..")) {
    throw userDataMistake(`writes ${shown}`, "Give an absolute path of a file, without `..`.");
  }
  return {
    path: posix.normalize(path),
    content: decoded(entry.content, entry.encoding, shown),
    mode: (typeof permissions === "string" ? Number.parseInt(permissions, 8) : permissions) & 0o777,
  };
}

/** The names that cloud-init's write_files module knows. */
function decoded(content: string, encoding: string, shown: string): Buffer {
  switch (encoding.toLowerCase()) {
    case "text/plain":
      return Buffer.from(content);
    case "b64":
    case "base64":
      return Buffer.from(content, "base64");
    case "gz":
    case "gzip":
      return unzipped(Buffer.from(content, "latin1"), `writes ${shown}, which `);
    case "gz+b64":
    case "gz+base64":
    case "gzip+b64":
    case "gzip+base64":
      return unzipped(Buffer.from(content, "base64"), `writes ${shown}, which `);
    default:
      throw userDataMistake(
        `writes ${shown} with encoding ${JSON.stringify(encoding)}`,
        "The lab supports text/plain, b64, gz and gz+b64.",
      );
  }
}

function refuseFilesAsFolders(files: ReadonlyMap<string, WrittenFile>): void {
  for (const path of files.keys()) {
    const folder = foldersAbove(path).find((above) => files.has(above));
    if (folder !== undefined) {
      throw userDataMistake(
        `writes ${JSON.stringify(folder)} as a file and ${JSON.stringify(path)} below it`,
      );
    }
  }
}

/** The folders above an absolute path, nearest first, without the root. */
export function foldersAbove(path: string): string[] {
  const above = posix.dirname(path);
  return above === "/" ? [] : [above, ...foldersAbove(above)];
}
