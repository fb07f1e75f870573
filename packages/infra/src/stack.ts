import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ServerBuild } from "@soft-landing/shared/builds";
import { configReport } from "@soft-landing/shared/config-report";
import { type ConfigMistake, projectName } from "@soft-landing/shared/stack-config";
import {
  askInstanceType,
  askMachineImage,
  askOffers,
  askVcpuQuota,
  mistakenAwsConfig,
  requireCredentials,
} from "./account.ts";
import { type Artifact, repositoryRoot } from "./artifact/artifact.ts";
import { customArtifact } from "./artifact/custom-artifact.ts";
import { ArtifactFault, ownBuildArtifact } from "./artifact/own-build.ts";
import { longestStackName } from "./plan/names.ts";
import { judgeStackConfig, type RawStackConfig, type StackConfig } from "./plan/stack-config.ts";
import { vcpuWarning } from "./plan/vcpu-quota.ts";
import { chooseZones } from "./plan/zones.ts";

/** What the program should create, after all checks. */
export interface Stack {
  stack: string;
  region: string;
  config: StackConfig;
  availabilityZones: string[];
  artifact: Artifact;
  machineImageId: string;
}

/** The stack's config has mistakes. The message lists them all; Pulumi shows it without a stack trace. */
export class ConfigError extends pulumi.RunError {
  readonly mistakes: readonly ConfigMistake[];

  constructor(mistakes: readonly ConfigMistake[], stack: string) {
    super(configReport(mistakes, () => `packages/infra/Pulumi.${stack}.yaml`));
    this.mistakes = mistakes;
  }
}

/**
 * Reads the stack's config and everything that it names.
 *
 * @throws pulumi.RunError with all mistakes of the config, or with anything else that prevents the program
 *   from starting.
 */
export async function readStack(): Promise<Stack> {
  const stack = pulumi.getStack();
  if (stack.length > longestStackName) {
    throw new pulumi.RunError(
      `The stack's name is part of its resources' names and may have ${longestStackName} characters: pulumi stack rename NAME`,
    );
  }
  const { region } = aws.config;
  const { config, sound, mistakes: own } = judgeStackConfig(readRawConfig(), region);
  const mistakes = [...mistakenAwsConfig(), ...own];
  const artifact = await findArtifact(sound, mistakes);
  const place = await findPlace(region, sound, mistakes).catch((error: unknown) => {
    // A failed call must not hide the mistakes that are known without it.
    throw mistakes.length === 0 ? error : new ConfigError(mistakes, stack);
  });
  if (region === undefined || config === undefined || artifact === undefined || place === undefined) {
    throw new ConfigError(mistakes, stack);
  }
  if (mistakes.length > 0) {
    throw new ConfigError(mistakes, stack);
  }
  await warnOfQuota(config, place.vcpus);
  return { stack, region, config, artifact, ...place };
}

function readRawConfig(): RawStackConfig {
  const prefix = `${projectName}:`;
  const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
}

/** The artifact that the config names. Builds the repository's own artifacts if they are missing or stale. */
async function findArtifact(
  config: Partial<StackConfig>,
  mistakes: ConfigMistake[],
): Promise<Artifact | undefined> {
  const { build } = config;
  if (build === undefined || mistakes.some(({ key }) => key.startsWith("artifact"))) {
    return undefined;
  }
  if (build !== "custom") {
    return ownBuildArtifact(build).catch((fault: unknown) => rebuiltArtifact(build, fault));
  }
  const { artifact, mistake } = await customArtifact(config);
  if (mistake !== undefined) {
    mistakes.push(mistake);
  }
  return artifact;
}

const buildScript = "packages/server/build/build.ts";

async function rebuiltArtifact(build: ServerBuild, fault: unknown): Promise<Artifact> {
  if (!(fault instanceof ArtifactFault)) {
    throw fault;
  }
  await promisify(execFile)(process.execPath, [join(repositoryRoot, buildScript)]).catch((error: unknown) => {
    throw new pulumi.RunError(`${fault.message}\n${buildScript} cannot build it: ${error}`);
  });
  const [reason] = fault.message.split("\n");
  await tell(`Built the server's artifacts. ${reason}`);
  return ownBuildArtifact(build);
}

/** Zones, image and size of the instances, as far as region and instance type are valid. */
async function findPlace(
  region: string | undefined,
  { instanceType, shipLogs = false, availabilityZones: named, machineImageId }: Partial<StackConfig>,
  mistakes: ConfigMistake[],
) {
  if (!region || instanceType === undefined) {
    return undefined;
  }
  if (pulumi.runtime.getEngine() !== undefined) {
    await requireCredentials(); // A recording has no engine and does not call AWS.
  }
  const { zones, mistake } = chooseZones(named, await askOffers(region, { instanceType, shipLogs }));
  if (mistake !== undefined) {
    mistakes.push(mistake);
    return undefined;
  }
  const { architectures, vcpus } = await askInstanceType(instanceType);
  const architecture = (["arm64", "x86_64"] as const).find((known) => architectures.includes(known));
  if (architecture === undefined) {
    const remedy = `use another: Amazon Linux runs on arm64 and x86_64, this type is ${architectures.join(", ")}`;
    mistakes.push({ key: "instanceType", value: instanceType, remedy });
    return undefined;
  }
  return {
    availabilityZones: zones,
    machineImageId: machineImageId ?? (await askMachineImage(architecture)),
    vcpus,
  };
}

async function warnOfQuota({ instanceType, instanceCount }: StackConfig, vcpus: number): Promise<void> {
  const quota = await askVcpuQuota(instanceType);
  const warning = quota && vcpuWarning({ instanceType, instanceCount, vcpus, quota });
  if (warning) {
    await pulumi.log.warn(warning);
  }
}

/**
 * Prints something that is not an error. Without an engine, Pulumi's log would write to standard output,
 * where recordings go.
 */
async function tell(message: string): Promise<void> {
  if (pulumi.runtime.getEngine() === undefined) {
    process.stderr.write(`${message}\n`);
  } else {
    await pulumi.log.info(message);
  }
}
