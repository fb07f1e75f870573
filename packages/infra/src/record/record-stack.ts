import * as pulumi from "@pulumi/pulumi";
import { type ResourceGraph, resourceGraphSchema } from "@soft-landing/shared/resource-graph";
import { projectName } from "@soft-landing/shared/stack-config";
import { program } from "../index.ts";
import { configReport } from "../plan/config-report.ts";
import { ConfigError } from "../stack.ts";
import { recordedAccountId } from "./provider-answers.ts";
import { RecordingMonitor } from "./recording-monitor.ts";
import { type ConfigSources, effectiveConfig, RecordingMistake } from "./stack-file.ts";

/**
 * Evaluates the program for one stack under Pulumi's mocks. Opens no socket, but for a custom artifact from a URL.
 * The SDK's state is global, so recordings in one process must follow one another.
 *
 * @throws RecordingMistake for everything that the person who asked can mend, with all mistakes of the config at once.
 */
export async function recordStack(sources: ConfigSources): Promise<ResourceGraph> {
  const { stack } = sources;
  const { values, placeOf } = effectiveConfig(sources);
  const region = values["aws:region"];
  if (region === undefined) {
    // The program would take one from the environment; a recording must not depend on that.
    const remedy = "set the region, for example us-east-1";
    throw new RecordingMistake(configReport([{ key: "aws:region", value: region, remedy }], placeOf));
  }
  const monitor = new RecordingMonitor(projectName, stack, region);
  await pulumi.runtime.setMocks(monitor.mocks, projectName, stack, false);
  pulumi.runtime.setMockOptions(monitor, projectName, stack, false);
  pulumi.runtime.setAllConfig(values);

  const outputs = await evaluated(placeOf);
  return resourceGraphSchema.parse({
    version: 1,
    project: projectName,
    stack,
    region,
    accountId: recordedAccountId,
    config: graphConfig(values),
    // Registration order depends on timing; a graph must not.
    resources: monitor.recorded.toSorted((one, other) => (one.urn < other.urn ? -1 : 1)),
    outputs,
  });
}

async function evaluated(placeOf: (key: string) => string): Promise<Record<string, unknown>> {
  try {
    const outputs = await settled(pulumi.output(await program()));
    // Resources that no output hangs on may still be under way.
    await pulumi.runtime.disconnect();
    return outputs;
  } catch (error) {
    if (error instanceof ConfigError) {
      throw new RecordingMistake(configReport(error.mistakes, placeOf));
    }
    throw pulumi.RunError.isInstance(error) ? new RecordingMistake(error.message) : error;
  }
}

function settled<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    output.apply(resolve);
    // An output whose resource failed never resolves; its promise rejects.
    (output as unknown as { promise(): Promise<unknown> }).promise().catch(reject);
  });
}

function graphConfig(values: Readonly<Record<string, string>>): Record<string, unknown> {
  const prefix = `${projectName}:`;
  const entries = Object.entries(values).map(([key, value]): [string, unknown] => [
    key.startsWith(prefix) ? key.slice(prefix.length) : key,
    /^(true|false|-?[0-9]{1,9}|\[.*\])$/s.test(value) ? JSON.parse(value) : value,
  ]);
  return Object.fromEntries(entries.toSorted(([one], [other]) => one.localeCompare(other)));
}
