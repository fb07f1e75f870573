import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { recordedAccountId } from "@soft-landing/aws-local/resource-types";
import { configReport } from "@soft-landing/shared/config-report";
import type { ConfigMistake } from "@soft-landing/shared/stack-config";
import { type ResourceGraph, resourceGraphSchema } from "../resource-graph.ts";
import { RecordingMonitor } from "./recording-monitor.ts";
import { type ConfigSources, effectiveConfig, RecordingMistake, readProject } from "./stack-file.ts";

/**
 * Evaluates a project's program for one stack under Pulumi's mocks. Opens no socket, except for a custom
 * artifact from a URL. The SDK's state is global, so recordings in one process must run one after the other.
 *
 * @throws RecordingMistake for everything that the user can fix, with all mistakes of the config at once.
 */
export async function recordStack(sources: ConfigSources): Promise<ResourceGraph> {
  const { stack } = sources;
  const project = readProject(sources.projectFolder);
  const { values, placeOf } = effectiveConfig(project, sources);
  const region = values["aws:region"];
  if (region === undefined) {
    // The program would take it from the environment; a recording must not depend on that.
    const remedy = "set the region, for example us-east-1";
    throw new RecordingMistake(configReport([{ key: "aws:region", value: region, remedy }], placeOf));
  }
  const monitor = new RecordingMonitor(project.name, stack, region, values["pulumi:autonaming"]);
  await pulumi.runtime.setMocks(monitor.mocks, project.name, stack, false);
  pulumi.runtime.setMockOptions(monitor, project.name, stack, false);
  pulumi.runtime.setAllConfig(values);

  const outputs = await evaluated(project.main, placeOf);
  return resourceGraphSchema.parse({
    version: 1,
    project: project.name,
    stack,
    region,
    accountId: recordedAccountId,
    config: graphConfig(project.name, values),
    // The registration order depends on timing; a graph must not.
    resources: monitor.recorded.toSorted((one, other) => (one.urn < other.urn ? -1 : 1)),
    outputs,
  });
}

/**
 * Runs the program as Pulumi's Node.js runtime does: the entry's default export is a function that returns
 * the outputs.
 */
async function evaluated(main: string, placeOf: (key: string) => string): Promise<Record<string, unknown>> {
  try {
    const entry = (await import(pathToFileURL(main).href)) as { default: () => Promise<pulumi.Inputs> };
    const outputs = await settled(pulumi.output(await entry.default()));
    // Resources that no output depends on may still be in progress.
    await pulumi.runtime.disconnect();
    return outputs;
  } catch (error) {
    if (hasMistakes(error)) {
      throw new RecordingMistake(configReport(error.mistakes, placeOf));
    }
    throw pulumi.RunError.isInstance(error) ? new RecordingMistake(error.message) : error;
  }
}

/** A program may attach the mistakes of its config to the error that ends it. */
function hasMistakes(error: unknown): error is pulumi.RunError & { mistakes: readonly ConfigMistake[] } {
  return pulumi.RunError.isInstance(error) && "mistakes" in error && Array.isArray(error.mistakes);
}

function settled<Value>(output: pulumi.Output<Value>): Promise<pulumi.Unwrap<Value>> {
  return new Promise((resolve, reject) => {
    output.apply((value) => resolve(value as pulumi.Unwrap<Value>));
    // An output whose resource failed never resolves; its promise rejects.
    (output as unknown as { promise(): Promise<unknown> }).promise().catch(reject);
  });
}

function graphConfig(projectName: string, values: Readonly<Record<string, string>>): Record<string, unknown> {
  const prefix = `${projectName}:`;
  const entries = Object.entries(values).map(([key, value]): [string, unknown] => [
    key.startsWith(prefix) ? key.slice(prefix.length) : key,
    /^(true|false|-?[0-9]{1,9}|\[.*\])$/s.test(value) ? JSON.parse(value) : value,
  ]);
  return Object.fromEntries(entries.toSorted(([one], [other]) => one.localeCompare(other)));
}
