import { forkDynamoDb } from "@soft-landing/aws-local/services/dynamodb/engine-child";
import { type StackBuild, stackBuilds } from "@soft-landing/shared/builds";
import { trafficRequestSchema } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { InvalidArgumentError, Option } from "commander";
import { labLine, runningLabs } from "../client/find-lab.ts";
import { readStaticFiles } from "../control/static-files.ts";
import { releaseOf } from "../program/custom-artifact.ts";
import { BuildFailure, ensureBuilt } from "../program/ensure-built.ts";
import { consoleDirectory } from "../program/repository.ts";
import { type ConfigOverrides, evaluateStack, stackGraph, stackNames } from "../program/stack-graph.ts";
import { PortsInUse } from "../running/claim-port.ts";
import type { StackSource, StartedLab } from "../running/start-lab.ts";
import type { RecordedStack } from "../stacks/recorded-stacks.ts";
import { endSignals } from "./end-signals.ts";
import { examples } from "./examples.ts";
import { type LabCommand, note, parsePort } from "./lab-command.ts";
import { emptyText, readyText } from "./ready-text.ts";

interface UpOptions {
  stack?: string;
  empty?: boolean;
  region?: string;
  port: number;
  consolePort: number;
  awsPort: number;
  build?: StackBuild;
  artifact?: string;
  artifactSha256?: string;
  parameterLimit?: boolean;
  traffic: number;
  allowHost?: string[];
  json?: boolean;
  asBuilt?: boolean;
  untilStdinEnds?: boolean;
  private?: boolean;
}

export const addCommands: LabCommand = (program) => {
  program
    .command("up")
    .description("Start a lab and run it until Ctrl-C. `pnpm lab` without a command does the same.")
    .option("--stack <name>", "a stack of packages/infra (default: basic)")
    .option("--empty", "start without a stack, for `pulumi up`")
    .option("--region <region>", "with --empty: the lab's region (default: us-east-1)")
    .option("--port <port>", "the page's port; 0 picks a free one", parsePort, 8080)
    .option("--console-port <port>", "the console's port; 0 picks a free one", parsePort, 8081)
    .option("--aws-port <port>", "the AWS endpoint's port; 0 picks a free one", parsePort, 4566)
    .addOption(
      new Option("--build <build>", "a build other than the one in the stack's config").choices(stackBuilds),
    )
    .option("--artifact <file-or-url>", "your own artifact, for build custom; it runs with your permissions")
    .option("--artifact-sha256 <hex>", "its SHA-256; required for a URL")
    .option("--parameter-limit", "throttle Parameter Store at 40 reads/s, as AWS does")
    .option("--traffic <rate>", "requests per second to the page from the start; 0 is off", parseRate, 5)
    .option("--allow-host <name...>", "another host name that may reach the console, such as a Codespace's")
    .option("--json", "print one line of JSON when the page answers")
    .option("--as-built", "use artifacts and graphs as they are, without building first")
    .option("--until-stdin-ends", "end the lab when its standard input ends")
    .option("--private", "let other commands find the lab by its console port only")
    .addHelpText(
      "after",
      examples(
        ["pnpm lab", "The stack basic, and the console with the story."],
        ["pnpm lab --stack error-handling", "The other build from the start."],
        ["pnpm lab --empty", "No stack: `pulumi up` deploys one."],
        ["pnpm lab --port 0 --console-port 0 --aws-port 0", "A second lab beside the first, on free ports."],
      ),
    )
    .action(runUp);
};

async function runUp(options: UpOptions): Promise<void> {
  using whileUp = new DisposableStack();
  const { signal } = whileUp.use(endSignals());
  const release = options.empty ? {} : { ...(await releaseOf(options, signal)) };
  // Loading the modules takes as long as checking the build or starting DynamoDB, so all of it runs at once.
  const dynamoDbProcess = forkDynamoDb();
  whileUp.defer(() => dynamoDbProcess.kill("SIGKILL"));
  const parts = Promise.all([import("../running/start-lab.ts"), import("../control/control-server.ts")]);
  const source = await stackSource(options, release, signal);
  const [{ startLab }, { createControlServer }] = await parts;
  const started = await startLab({
    source,
    ports: { page: options.port, console: options.consolePort, aws: options.awsPort },
    isPrivate: options.private ?? false,
    parameterThroughputLimit: options.parameterLimit ?? false,
    dynamoDbProcess,
    controlServer: createControlServer(await readStaticFiles(consoleDirectory), options.allowHost),
    signal,
  }).catch(nameRunningLabs);
  started.lab.traffic.set(options.traffic);
  if (options.untilStdinEnds) {
    process.stdin.on("close", started.lab.requestEnd).resume();
  }
  await keepRunning(started, options);
}

/** A port is often in use because a lab is already running. @throws always */
async function nameRunningLabs(error: unknown): Promise<never> {
  const labs = error instanceof PortsInUse ? await otherLabs() : [];
  if (!(error instanceof PortsInUse) || labs.length === 0) {
    throw error;
  }
  throw new UserMistake(`${error.message}\nAlready running:\n${labs.map(labLine).join("\n")}`, error.remedy);
}

/** The labs that the user has started, without this process. */
async function otherLabs() {
  return (await runningLabs()).filter(({ isPrivate, pid }) => !isPrivate && pid !== process.pid);
}

async function stackSource(
  options: UpOptions,
  release: ConfigOverrides,
  signal: AbortSignal,
): Promise<StackSource> {
  if (options.empty) {
    const inTheWay = (["stack", "build", "artifact", "artifactSha256"] as const).find(
      (name) => options[name] !== undefined,
    );
    if (inTheWay !== undefined) {
      throw new UserMistake(
        `--empty starts a lab without a stack, so --${inTheWay.replace("Sha256", "-sha256")} has no effect.`,
        "Leave it out. Choose the stack and its config with Pulumi: `pulumi stack init`, `pulumi config set build …`.",
      );
    }
    if (!options.asBuilt) {
      await ensureBuilt(note, signal);
    }
    return { kind: "pulumi", region: options.region ?? "us-east-1" };
  }
  if (options.region !== undefined) {
    throw new UserMistake(
      "--region sets the region of an empty lab.",
      "Add --empty, or leave it out: a stack's region is aws:region in its config.",
    );
  }
  const { stack = "basic" } = options;
  const graph = await currentGraph(stack, options, release, signal);
  return {
    kind: "graph",
    first: recordedStack(stack, graph),
    names: await stackNames(),
    record: async (name, recording) => recordedStack(name, await stackGraph(name, {}, recording)),
  };
}

function recordedStack(name: string, graph: ResourceGraph): RecordedStack {
  return { graph, evaluate: (request, signal) => evaluateStack(name, { ...request }, signal) };
}

function parseRate(text: string): number {
  const parsed = trafficRequestSchema.safeParse({
    requestsPerSecond: text === "" ? Number.NaN : Number(text),
  });
  if (!parsed.success) {
    throw new InvalidArgumentError("Give requests per second, from 0 to 500.");
  }
  return parsed.data.requestsPerSecond;
}

async function keepRunning(started: StartedLab, { json }: UpOptions): Promise<void> {
  const { record } = started.lab;
  if (json) {
    process.stdout.write(`${JSON.stringify({ event: "ready", pid: record.pid })}\n`);
  } else {
    const others = await otherLabs();
    const text = started.lab.recorded === undefined ? emptyText : readyText;
    process.stdout.write(text(started.lab, others));
  }
  const reason = await started.endRequested;
  if (!json) {
    note("Ending the lab …");
  }
  await started.close();
  process.stdin.destroy();
  if (reason !== undefined) {
    throw new UserMistake(`The lab had to stop: ${reason}.`);
  }
}

/** A stack that cannot be recorded does not keep another stack from starting. */
async function currentGraph(
  stack: string,
  { asBuilt }: UpOptions,
  overrides: ConfigOverrides,
  signal: AbortSignal,
) {
  if (asBuilt) {
    return await stackGraph(stack, overrides, signal);
  }
  try {
    await ensureBuilt(note, signal);
    return await stackGraph(stack, overrides, signal);
  } catch (error) {
    const onlyGraphs =
      error instanceof BuildFailure && error.tasks.every((task) => task === "@soft-landing/infra#build");
    if (!onlyGraphs) {
      throw error;
    }
    const graph = await evaluateStack(stack, overrides, signal);
    note(`The program could not be evaluated for every stack. Stack ${stack} works.`);
    return graph;
  }
}
