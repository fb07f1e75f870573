import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { projectName } from "@soft-landing/shared/stack-config";
import { RecordingMonitor } from "@soft-landing/stack-graph/record/recording-monitor";
import type { GraphResource } from "@soft-landing/stack-graph/resource-graph";
import { projectFolder } from "../src/artifact/artifact.ts";

const fromSdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
const grpc = fromSdk("@grpc/grpc-js");
const { EngineService } = fromSdk("./proto/engine_grpc_pb.js");
const { ResourceMonitorService } = fromSdk("./proto/resource_grpc_pb.js");
const { SupportsFeatureResponse, RegisterPackageResponse, RegisterResourceResponse } =
  fromSdk("./proto/resource_pb.js");
const { GetRootResourceResponse, SetRootResourceResponse } = fromSdk("./proto/engine_pb.js");
const { Empty } = fromSdk("google-protobuf/google/protobuf/empty_pb.js");

// biome-ignore lint/suspicious/noExplicitAny: generated code without types of its own
type Message = any;
type Handler = (call: { request: Message }, answered: (error: unknown, reply?: Message) => void) => void;

/** How a run of the program ended. */
export interface Run {
  exitCode: number;
  /** The errors that Pulumi would show the person. */
  shown: string[];
  /** What else it would show. */
  told: string[];
  /** What the program wrote itself. */
  written: string;
  resources: GraphResource[];
  /** The stack's outputs as the CLI would keep them. */
  outputs: Record<string, unknown>;
}

/**
 * Runs the program as the Pulumi CLI does: by the SDK's own runner in a process of its own, with a resource monitor and an
 * engine at the other end of gRPC. The engine here only answers and notes down; the CLI's is not on npm.
 */
export async function runUnderPulumi(
  stack: string,
  config: Record<string, string>,
  options: RunOptions = {},
): Promise<Run> {
  const monitor = new RecordingMonitor(projectName, stack, config["aws:region"] ?? "");
  const shown: string[] = [];
  const told: string[] = [];
  const outputs = {};
  const server = new grpc.Server();
  server.addService(ResourceMonitorService, monitorHandlers(monitor, outputs, options.preview ?? false));
  server.addService(EngineService, engineHandlers(shown, told));
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, bind: number) => (error === null ? resolve(bind) : reject(error));
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), bound);
  });
  try {
    const { exitCode, written } = await runProgram(stack, config, port, options);
    return { exitCode, shown, told, written, resources: monitor.recorded, outputs };
  } finally {
    server.forceShutdown();
  }
}

interface RunOptions {
  preview?: boolean;
  nodeOptions?: string[];
  env?: Record<string, string>;
  /** The folder of Pulumi.yaml, where it is another than this package's. */
  folder?: string;
}

function runProgram(
  stack: string,
  config: Record<string, string>,
  port: number,
  { preview, nodeOptions = [], env = credentials, folder = projectFolder }: RunOptions,
) {
  const runner = fromSdk.resolve("./cmd/run/index.js");
  const address = `127.0.0.1:${port}`;
  const flags = {
    project: projectName,
    stack,
    parallel: "16",
    pwd: join(folder, "src"),
    "root-directory": folder,
    monitor: address,
    engine: address,
  };
  const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
  if (preview) {
    args.push("--dry-run");
  }
  return new Promise<{ exitCode: number; written: string }>((resolve) => {
    execFile(
      process.execPath,
      [...nodeOptions, runner, ...args, "pulumi-entry.js"],
      {
        env: {
          PATH: process.env.PATH,
          PULUMI_CONFIG: JSON.stringify(config),
          PULUMI_NODEJS_TYPESCRIPT: "false",
          AWS_EC2_METADATA_DISABLED: "true",
          ...env,
        },
      },
      (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), written: stdout + stderr });
      },
    );
  });
}

const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

function monitorHandlers(
  monitor: RecordingMonitor,
  outputs: object,
  preview: boolean,
): Record<string, Handler> {
  return {
    getDeploymentInfo: ({ request }, answered) => monitor.getDeploymentInfo(request, answered),
    supportsFeature: ({ request }, answered) => {
      const reply = new SupportsFeatureResponse();
      reply.setHassupport(["secrets", "resourceReferences"].includes(request.getId()));
      answered(null, reply);
    },
    invoke: ({ request }, answered) => void monitor.invoke(request, answered),
    registerResource: ({ request }, answered) => {
      void monitor.registerResource(request, (error: unknown, reply: Message) => {
        answered(error, preview ? foreseen(request, reply) : reply);
      });
    },
    registerResourceOutputs: ({ request }, answered) => {
      if (request.getUrn().includes("::pulumi:pulumi:Stack::")) {
        Object.assign(outputs, request.getOutputs().toJavaScript());
      }
      answered(null, new Empty());
    },
    registerPackage: (_call, answered) => answered(null, new RegisterPackageResponse()),
    signalAndWaitForShutdown: (_call, answered) => answered(null, new Empty()),
  };
}

/** In a first preview nothing is known of a resource but its inputs. */
function foreseen(request: Message, reply: Message): Message {
  const known = new RegisterResourceResponse();
  known.setUrn(reply?.getUrn());
  known.setObject(request.getObject());
  return known;
}

function engineHandlers(shown: string[], told: string[]): Record<string, Handler> {
  const severities: (string[] | undefined)[] = [undefined, told, told, shown];
  return {
    log: ({ request }, answered) => {
      severities[request.getSeverity()]?.push(request.getMessage());
      answered(null, new Empty());
    },
    getRootResource: (_call, answered) => answered(null, new GetRootResourceResponse()),
    setRootResource: (_call, answered) => answered(null, new SetRootResourceResponse()),
  };
}
