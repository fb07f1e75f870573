import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { projectName } from "@soft-landing/shared/stack-config";
import { parse } from "yaml";
import { projectFolder, repositoryRoot } from "../artifact/artifact.ts";

/** A mistake of the person who asked for a recording. The message says how to mend it. */
export class RecordingMistake extends Error {
  override name = "RecordingMistake";
}

/** A stack's config as Pulumi would hand it to the program, and where each value stands. */
export interface EffectiveConfig {
  /** By full key, for example `soft-landing:build`; lists as JSON. */
  values: Record<string, string>;
  /** Where a key's value stands. The key is without the project's name. */
  placeOf: (key: string) => string;
}

export interface ConfigSources {
  stack: string;
  /** Read instead of Pulumi.<stack>.yaml. */
  configFile: string | undefined;
  /** Values that win over the file's, by key without the project's name. */
  overrides: Readonly<Record<string, string>>;
}

/**
 * Reads Pulumi.yaml's defaults and the stack's file and lays the overrides on top.
 *
 * @throws RecordingMistake where the stack is unknown or a file is not what Pulumi would accept.
 */
export function effectiveConfig({ stack, configFile, overrides }: ConfigSources): EffectiveConfig {
  const path = configFile ?? stackFile(stack);
  const defaults = projectDefaults();
  const own = readConfigFile(path);
  const given = Object.fromEntries(Object.entries(overrides).map(([key, value]) => [fullKey(key), value]));
  return {
    values: { ...defaults, ...own, ...given },
    placeOf: (key) => (fullKey(key) in given ? "--config" : relative(repositoryRoot, path)),
  };
}

/** The stacks that have a file. */
export function knownStacks(): string[] {
  return readdirSync(projectFolder)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .toSorted();
}

function stackFile(stack: string): string {
  const known = knownStacks();
  if (!known.includes(stack)) {
    throw new RecordingMistake(
      `There is no stack ${stack}. The stacks are ${known.join(", ")}: each has a file packages/infra/Pulumi.<stack>.yaml.`,
    );
  }
  return join(projectFolder, `Pulumi.${stack}.yaml`);
}

const fullKey = (key: string) => (key.includes(":") ? key : `${projectName}:${key}`);

function projectDefaults(): Record<string, string> {
  const declared = readConfigSection(join(projectFolder, "Pulumi.yaml"));
  const defaults = Object.entries(declared).flatMap(([key, declaration]) =>
    isRecord(declaration) && declaration.default !== undefined
      ? [[fullKey(key), configText(declaration.default)]]
      : [],
  );
  return Object.fromEntries(defaults);
}

function readConfigFile(path: string): Record<string, string> {
  const entries = Object.entries(readConfigSection(path));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (isRecord(value) && "secure" in value) {
        throw new RecordingMistake(
          `${path}: ${key} is encrypted, and nothing of this program is a secret. Set it without --secret.`,
        );
      }
      return [key, configText(value)];
    }),
  );
}

function readConfigSection(path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingMistake(`${path} cannot be read: ${reason}`);
  }
  const config = isRecord(content) ? (content.config ?? {}) : {};
  if (!isRecord(config)) {
    throw new RecordingMistake(`${path}: config must be a map of keys and values.`);
  }
  return config;
}

/** Pulumi hands scalars over as text and everything else as JSON. */
function configText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
