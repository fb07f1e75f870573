import { posix } from "node:path";
import { z } from "zod";
import { foldersAbove, readCloudConfig, userDataMistake, type WrittenFile } from "./cloud-config.ts";
import { CommandLineFault, replaceVariables, splitWords } from "./command-line.ts";
import { execStartOf, parseEnvironmentFile, parseUnit, type UnitSettings } from "./unit-settings.ts";

/** The artifact that user data names: an object that is unpacked on the instance. */
export interface NamedArtifact {
  s3Uri: string;
  sha256: string;
  /** The path on the instance where the unit expects it unpacked. */
  folder: string;
}

/** What a launch template's user data does on an instance. Paths are those of the instance. */
export interface BootPlan {
  files: readonly WrittenFile[];
  unit: { name: string; settings: UnitSettings };
  /** The unit's `Environment=`, overridden by its `EnvironmentFile=`s. */
  environment: Readonly<Record<string, string>>;
  artifact?: NamedArtifact;
  /** What else user data asks for, in words. An instance on AWS does it; an instance of the lab does not. */
  notPlayed: readonly string[];
}

const whatStarts =
  "In ExecStart= the lab supports Node (`/usr/bin/node-24 /opt/app/server.mjs`), an executable file that " +
  "user data writes, a shell (`/bin/sh -c …`), or the `start` of an artifact that ARTIFACT_S3_URI and " +
  "ARTIFACT_SHA256 in the unit's environment name.";

/**
 * Reads user data as cloud-init and systemd would: the files that it writes, the unit that starts the server,
 * and the unit's environment.
 *
 * Variables `ARTIFACT_S3_URI` and `ARTIFACT_SHA256` in that environment name an artifact. The lab unpacks it
 * into the folder of the unit's `ExecStart=…/start`, as user data's own install script does on AWS.
 *
 * @param userData base64, as in the launch template
 * @throws UserMistake that names what is not supported and what is; it also refuses what `placeBoot` would
 *   refuse
 */
export function readBootPlan(userData: string): BootPlan {
  const { files, commands, otherKeys } = readCloudConfig(userData);
  const candidates = [...files.values()].filter(isUnit).map((file) => candidate(file, files));
  const started = new Set(commands.flatMap(startedUnits));
  const { file, artifact } = serverUnit(candidates, started);
  const name = posix.basename(file.path);
  const settings = parseUnit(name, file.content.toString("utf8"));
  const environment = environmentOf(name, settings, files);
  const plan: BootPlan = {
    files: [...files.values()],
    unit: { name, settings },
    environment,
    ...(artifact && { artifact }),
    notPlayed: [
      ...otherKeys.map((key) => `${key} of the cloud-config`),
      ...commands
        .filter((command) => !isPlayed(command, files, artifact))
        .map((command) => `the command ${command.join(" ")}`),
      ...candidates.filter((other) => other.file !== file).map((other) => `the unit ${other.file.path}`),
    ],
  };
  placeBoot(plan, { root: "/", node: "node", environment: {} });
  return plan;
}

const unitFolders = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];

function isUnit({ path }: WrittenFile): boolean {
  return path.endsWith(".service") && unitFolders.includes(posix.dirname(path));
}

interface Candidate {
  file: WrittenFile;
  execStart: string;
  starts: boolean;
  artifact?: NamedArtifact;
}

/**
 * Checks only how the unit starts: another unit of the instance may use settings that the lab does not
 * support.
 */
function candidate(file: WrittenFile, files: ReadonlyMap<string, WrittenFile>): Candidate {
  const text = file.content.toString("utf8");
  const execStart = execStartOf(text);
  const program = programOf(execStart);
  if (isNode(program) || isShell(program) || isEnv(program) || files.has(program)) {
    return { file, execStart, starts: true };
  }
  if (posix.basename(program) !== "start" || !program.startsWith("/")) {
    return { file, execStart, starts: false };
  }
  const name = posix.basename(file.path);
  const artifact = namedArtifact(environmentOf(name, parseUnit(name, text), files), posix.dirname(program));
  return { file, execStart, starts: artifact !== undefined, ...(artifact && { artifact }) };
}

/** The program's path, with any prefix. A line that cannot be read is refused when it is started. */
function programOf(execStart: string): string {
  const line = execStart.replace(/^[@\-:+!|]+/, "");
  try {
    return splitWords(line)[0] ?? "";
  } catch {
    return line.split(/\s/, 1)[0] ?? "";
  }
}

function serverUnit(candidates: readonly Candidate[], started: ReadonlySet<string>): Candidate {
  const starting = candidates.filter(({ starts }) => starts);
  const enabled = starting.filter(({ file }) => started.has(posix.basename(file.path)));
  const [unit, another] = enabled.length > 0 ? enabled : starting;
  if (unit === undefined) {
    const seen = candidates.map(({ file, execStart }) => `${file.path} (ExecStart=${execStart})`);
    throw userDataMistake(
      seen.length === 0
        ? `writes no systemd unit into ${unitFolders[0]}`
        : `writes no unit that the lab can start, only ${seen.join(", ")}`,
      whatStarts,
    );
  }
  if (another !== undefined) {
    throw userDataMistake(
      `writes more than one unit that starts a server: ${unit.file.path}, ${another.file.path}`,
      "The lab runs one server on each instance. Start one unit with `systemctl enable --now NAME` in runcmd.",
    );
  }
  return unit;
}

const artifactSchema = z.object({
  ARTIFACT_S3_URI: z.string().regex(/^s3:\/\/[^/]+\/.+$/, "an s3://bucket/key address"),
  ARTIFACT_SHA256: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hex"),
});

function namedArtifact(
  environment: Readonly<Record<string, string>>,
  folder: string,
): NamedArtifact | undefined {
  const { ARTIFACT_S3_URI, ARTIFACT_SHA256 } = environment;
  if (ARTIFACT_S3_URI === undefined && ARTIFACT_SHA256 === undefined) {
    return undefined;
  }
  const named = artifactSchema.safeParse({ ARTIFACT_S3_URI, ARTIFACT_SHA256 });
  if (!named.success) {
    throw userDataMistake(`names an artifact that cannot be fetched:\n${z.prettifyError(named.error)}\n`);
  }
  return { s3Uri: named.data.ARTIFACT_S3_URI, sha256: named.data.ARTIFACT_SHA256, folder };
}

function environmentOf(
  name: string,
  { environment, environmentFiles }: UnitSettings,
  files: ReadonlyMap<string, WrittenFile>,
): Record<string, string> {
  const read = environmentFiles.map((entry) => {
    const path = entry.replace(/^-/, "");
    const file = files.get(path);
    if (file === undefined && path === entry) {
      throw userDataMistake(
        `writes the unit ${name} with EnvironmentFile=${path}, but not that file`,
        "Write the file, or put a - before its path if it may be missing.",
      );
    }
    return parseEnvironmentFile(file?.content.toString("utf8") ?? "");
  });
  return Object.assign({}, environment, ...read);
}

/**
 * Commands whose effect the lab has anyway: the unit runs, and the artifact is where the script would unpack
 * it.
 */
function isPlayed(
  [program = "", ...words]: readonly string[],
  files: ReadonlyMap<string, WrittenFile>,
  artifact: NamedArtifact | undefined,
): boolean {
  if (artifact !== undefined && files.get(program)?.content.includes("ARTIFACT_S3_URI")) {
    return true;
  }
  const verb = words.find((word) => !word.startsWith("-"));
  return posix.basename(program) === "systemctl" && /^(daemon-reload|enable|start|restart)$/.test(verb ?? "");
}

/** Units that a command starts, now or at the next boot. */
function startedUnits(command: readonly string[]): string[] {
  const [program = "", ...words] = command;
  if (posix.basename(program) !== "systemctl") {
    return [];
  }
  const [verb, ...names] = words.filter((word) => !word.startsWith("-"));
  const starts = verb === "start" || verb === "restart" || verb === "enable";
  return starts ? names.map((name) => (name.includes(".") ? name : `${name}.service`)) : [];
}

/** Where the parts of a plan are on this machine. */
export interface BootPlace {
  /** The folder that replaces the instance's `/`. */
  root: string;
  /** The unpacked artifact, if the plan names one. */
  artifactFolder?: string;
  /** The Node that replaces the instance's. */
  node: string;
  /** Variables that this machine adds to the plan's environment, or overrides. */
  environment: Readonly<Record<string, string>>;
}

/**
 * A boot on this machine: write the files, create the working directory, start the command. Paths are this
 * machine's.
 */
export interface PlacedBoot {
  files: WrittenFile[];
  workingDirectory: string;
  command: string;
  args: string[];
  environment: Record<string, string>;
}

/**
 * Replaces a plan's paths with those of this machine: in the command, in the working directory, and in
 * variables whose value names a written file or its folder.
 *
 * @throws UserMistake if the command cannot be read, or starts something that the lab does not have
 */
export function placeBoot(plan: BootPlan, place: BootPlace): PlacedBoot {
  const moved = relocation(plan, place);
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(plan.environment)) {
    environment[name] = value.replaceAll(pathInText, moved.named);
  }
  Object.assign(environment, place.environment);
  const { command, args, variables } = commandOf(plan, place, moved, environment);
  return {
    files: plan.files.map((file) => ({ ...file, path: moved.anything(file.path) })),
    workingDirectory: moved.anything(
      plan.unit.settings.workingDirectory.replace(/^-/, "").replace(/^~$/, "/root"),
    ),
    command,
    args,
    environment: { ...environment, ...variables, ...place.environment },
  };
}

/** An absolute path inside a longer text such as `--config=/etc/app.json`. */
const pathInText = /(?<![\w.~/:-])\/[^\s"'`=:;,()|&<>$]+/g;

/** Folders of every Linux system: a file in one of them does not make the folder the server's own. */
const systemFolders = new Set(
  ["", "/etc", "/usr", "/usr/local", "/lib", "/usr/lib", "/var", "/var/lib", "/opt", "/srv", "/home"]
    .concat(["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/tmp", "/root", "/run", "/var/log"])
    .concat(
      unitFolders,
      unitFolders.map((folder) => posix.dirname(folder)),
    ),
);

interface Relocation {
  /** Only if the path is a written file, the artifact, Node, or one of the server's own folders. */
  named(path: string): string;
  /** Like `named`, and everything below one of the server's own folders. */
  owned(path: string): string;
  /** Any path: everything except the artifact is below the root. */
  anything(path: string): string;
}

function relocation({ files, artifact }: BootPlan, { root, artifactFolder, node }: BootPlace): Relocation {
  const written = new Set(files.map(({ path }) => path));
  const ownFolders = new Set(
    files.flatMap(({ path }) => foldersAbove(path)).filter((folder) => !systemFolders.has(folder)),
  );
  const inArtifact = (path: string): string | undefined => {
    if (artifact === undefined || artifactFolder === undefined || written.has(path)) {
      return undefined;
    }
    const below = posix.relative(artifact.folder, path);
    const own = !systemFolders.has(artifact.folder.replace(/\/$/, "")) || below === "start";
    return own && below !== ".." && !below.startsWith("../") ? posix.join(artifactFolder, below) : undefined;
  };
  const anything = (path: string) => inArtifact(path) ?? posix.join(root, path);
  const tidy = (path: string) => path.replace(/\/$/, "");
  const named = (path: string) => {
    if (written.has(path) || ownFolders.has(tidy(path))) {
      return anything(path);
    }
    return isNode(path) ? node : (inArtifact(path) ?? path);
  };
  const owned = (path: string) =>
    foldersAbove(posix.normalize(path)).some((folder) => ownFolders.has(folder))
      ? anything(path)
      : named(path);
  return { named, owned, anything };
}

interface Command {
  command: string;
  args: string[];
  /** The variables that `env NAME=VALUE` adds. */
  variables: Record<string, string>;
}

function commandOf(
  { unit, files, artifact }: BootPlan,
  { node }: BootPlace,
  moved: Relocation,
  environment: Readonly<Record<string, string>>,
): Command {
  const line = unit.settings.execStart;
  const refuse = (problem: string, remedy: string) =>
    userDataMistake(`writes the unit ${unit.name} with ExecStart=${line}: ${problem}`, remedy);
  const variables: Record<string, string> = {};
  const [first = "", ...rest] = words(line, refuse);
  const verbatim = first.startsWith(":");
  let program = verbatim ? first.slice(1) : first;
  let args = rest.map((word) => word.replaceAll(pathInText, moved.owned));
  args = verbatim ? args : replaceVariables(args, environment);
  while (isEnv(program)) {
    const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)/s.exec(args[0] ?? "") ?? [];
    if (name !== undefined) {
      variables[name] = value;
      args = args.slice(1);
    } else {
      [program = "", ...args] = args;
    }
  }
  if (isNode(program) || program === node) {
    return { command: node, args, variables };
  }
  if (isShell(program)) {
    return { command: posix.isAbsolute(program) ? program : `/bin/${program}`, args, variables };
  }
  const written = files.find(({ path }) => path === program || moved.anything(path) === program);
  if (written !== undefined && (written.mode & 0o111) === 0) {
    throw refuse(`${written.path} is not executable`, `Write it with permissions: "0755".`);
  }
  if (written === undefined && artifact === undefined) {
    throw refuse(`${program} is not on the lab's instances`, whatStarts);
  }
  return { command: moved.anything(written?.path ?? program), args, variables };
}

function words(line: string, refuse: (problem: string, remedy: string) => Error): string[] {
  let found: string[];
  try {
    found = splitWords(line);
  } catch (error) {
    throw error instanceof CommandLineFault ? refuse(error.message, "Fix the command line.") : error;
  }
  const prefix = /^[@\-+!|]/.exec(found[0] ?? "")?.[0];
  if (prefix !== undefined) {
    throw refuse(`it begins with ${prefix}`, "The lab starts commands without systemd's prefixes.");
  }
  if (found.includes(";")) {
    throw refuse("it has several commands", "systemd allows several only with Type=oneshot.");
  }
  return found;
}

const isNode = (program: string) => /^(\/(\S*\/)?)?(node|nodejs)(-\d+)?$/.test(program);
const isShell = (program: string) => /^((\/usr)?\/bin\/)?(ba)?sh$/.test(program);
const isEnv = (program: string) => /^((\/usr)?\/bin\/)?env$/.test(program);
