import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parse } from "yaml";

/** The folder to which paths in messages are relative. */
const repositoryRoot = resolve(import.meta.dirname, "../../../..");

/** A mistake of the user. The message says how to fix it. */
export class RecordingMistake extends Error {
  override name = "RecordingMistake";
}

/** A stack's config as Pulumi would pass it to the program, and where each value is. */
export interface EffectiveConfig {
  /** By full key, for example `soft-landing:build`; lists as JSON. */
  values: Record<string, string>;
  /** Where a key's value is. The key is without the project's name. */
  placeOf: (key: string) => string;
}

export interface ConfigSources {
  /** The folder of Pulumi.yaml. */
  projectFolder: string;
  stack: string;
  /** Read instead of Pulumi.<stack>.yaml. */
  configFile: string | undefined;
  /** Values that override the file's, by key without the project's name. */
  overrides: Readonly<Record<string, string>>;
}

/** A Pulumi project of the Node.js runtime, as its Pulumi.yaml says. */
export interface Project {
  folder: string;
  name: string;
  /** The entry, as an absolute path. */
  main: string;
  /** The values and defaults of the config that it declares, by full key. */
  defaults: Record<string, string>;
}

/** @throws RecordingMistake if Pulumi.yaml cannot be read or does not have the project's name and entry */
export function readProject(folder: string): Project {
  const path = join(folder, "Pulumi.yaml");
  const content = readYaml(path);
  const { name, main } = isRecord(content) ? content : {};
  if (typeof name !== "string" || typeof main !== "string") {
    throw new RecordingMistake(`${path} needs a name and a main.`);
  }
  const defaults = Object.entries(configSection(path, content)).flatMap(([key, declaration]) => {
    const value = isRecord(declaration) ? (declaration.value ?? declaration.default) : undefined;
    return value === undefined ? [] : [[fullKey(name, key), configText(value)]];
  });
  return { folder, name, main: resolve(folder, main), defaults: Object.fromEntries(defaults) };
}

/**
 * Reads the stack's file, with the overrides on top and the project's defaults below.
 *
 * @throws RecordingMistake if the stack is unknown or Pulumi would not accept a file.
 */
export function effectiveConfig(
  project: Project,
  { stack, configFile, overrides }: ConfigSources,
): EffectiveConfig {
  const path = configFile ?? stackFile(project.folder, stack);
  const own = readConfigFile(path);
  const given = Object.fromEntries(
    Object.entries(overrides).map(([key, value]) => [fullKey(project.name, key), value]),
  );
  return {
    values: { ...project.defaults, ...own, ...given },
    placeOf: (key) => (fullKey(project.name, key) in given ? "--config" : relative(repositoryRoot, path)),
  };
}

/** The stacks that have a file in the project's folder. */
export function knownStacks(projectFolder: string): string[] {
  return readdirSync(projectFolder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .toSorted();
}

function stackFile(projectFolder: string, stack: string): string {
  const known = knownStacks(projectFolder);
  if (!known.includes(stack)) {
    const place = relative(repositoryRoot, projectFolder);
    throw new RecordingMistake(
      `There is no stack ${stack}. The stacks are ${known.join(", ")}: each has a file ${place}/Pulumi.<stack>.yaml.`,
    );
  }
  return join(projectFolder, `Pulumi.${stack}.yaml`);
}

const fullKey = (projectName: string, key: string) => (key.includes(":") ? key : `${projectName}:${key}`);

function readConfigFile(path: string): Record<string, string> {
  const entries = Object.entries(configSection(path, readYaml(path)));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (isRecord(value) && "secure" in value) {
        throw new RecordingMistake(
          `${path}: ${key} is encrypted, but this program has no secrets. Set it without --secret.`,
        );
      }
      return [key, configText(value)];
    }),
  );
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingMistake(`${path} cannot be read: ${reason}`);
  }
}

function configSection(path: string, content: unknown): Record<string, unknown> {
  const config = isRecord(content) ? (content.config ?? {}) : {};
  if (!isRecord(config)) {
    throw new RecordingMistake(`${path}: config must be a map of keys and values.`);
  }
  return config;
}

/** Pulumi passes scalars as text and everything else as JSON. */
function configText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
