import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { configReport } from "@soft-landing/shared/config-report";
import { type ConfigMistake, projectName, type StackConfig } from "@soft-landing/shared/stack-config";
import type { Artifact } from "./artifact/artifact.ts";
import { customArtifact } from "./artifact/custom-artifact.ts";
import { ArtifactFault, ownBuildArtifact } from "./artifact/own-build.ts";
import { judgeStackConfig, type RawStackConfig } from "./plan/stack-config.ts";

/** What the program is to make, found right. */
export interface Stack {
  stack: string;
  region: string;
  config: StackConfig;
  availabilityZones: string[];
  artifact: Artifact;
}

/** The stack's config has mistakes. The message lists them all; Pulumi shows it without a stack trace. */
export class ConfigError extends pulumi.RunError {
  readonly mistakes: readonly ConfigMistake[];

  constructor(mistakes: readonly ConfigMistake[], stack: string) {
    super(configReport(mistakes, () => `packages/infra/Pulumi.${stack}.yaml`));
    this.mistakes = mistakes;
  }
}

/** How many of the region's zones a stack uses that names none. */
const defaultZoneCount = 3;

/**
 * Reads the stack's config and everything it names.
 *
 * @throws pulumi.RunError with all mistakes, or with what is wrong with the artifact.
 */
export async function readStack(): Promise<Stack> {
  const stack = pulumi.getStack();
  const region = readRegion(stack);
  const zones = await askForZones();
  const regionZones = zones instanceof Error ? undefined : zones;
  const { config, mistakes } = judgeStackConfig(readRawConfig(), { region, regionZones });
  if (config === undefined) {
    throw new ConfigError(mistakes, stack);
  }
  const artifact = await findArtifact(config, stack);
  if (zones instanceof Error) {
    throw zones;
  }
  const availabilityZones = config.availabilityZones ?? zones.slice(0, defaultZoneCount);
  return { stack, region, config, availabilityZones, artifact };
}

function readRegion(stack: string): string {
  const region = aws.config.region;
  if (region === undefined) {
    const remedy = "set the region: pulumi config set aws:region us-east-1";
    throw new ConfigError([{ key: "aws:region", value: undefined, remedy }], stack);
  }
  return region;
}

function readRawConfig(): RawStackConfig {
  const prefix = `${projectName}:`;
  const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** A failed call does not hide mistakes in the config, so the error is handed back. */
async function askForZones(): Promise<string[] | Error> {
  try {
    const { names } = await aws.getAvailabilityZones({
      state: "available",
      // No Local Zones: they have neither this load balancer nor this instance type.
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    return names.toSorted();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function findArtifact(config: StackConfig, stack: string): Promise<Artifact> {
  if (config.build === "custom") {
    const { artifact, mistake } = await customArtifact(config);
    if (artifact === undefined) {
      throw new ConfigError([mistake], stack);
    }
    return artifact;
  }
  try {
    return await ownBuildArtifact(config.build);
  } catch (error) {
    throw error instanceof ArtifactFault ? new pulumi.RunError(error.message) : error;
  }
}
