import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { GraphResource } from "@soft-landing/stack-graph/resource-graph";

const packFolder = join(import.meta.dirname, "..");
const require = createRequire(import.meta.url);
// Messages must be made by the very copies of gRPC and protobuf that @pulumi/pulumi uses, so they are looked up from there.
const requireOfPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const grpc = requireOfPulumi("@grpc/grpc-js");
const { Struct } = requireOfPulumi("google-protobuf/google/protobuf/struct_pb");
const { Empty } = requireOfPulumi("google-protobuf/google/protobuf/empty_pb");
const messages = require("@pulumi/pulumi/proto/analyzer_pb");
const { AnalyzerClient } = require("@pulumi/pulumi/proto/analyzer_grpc_pb");

/** A violation as the pack reports it to Pulumi's engine. */
interface Diagnostic {
  policyName: string;
  message: string;
  urn: string;
  mandatory: boolean;
}

/** The pack served by Pulumi's own host for policy packs, asked as Pulumi's engine asks it. */
export interface PolicyServer extends AsyncDisposable {
  policyNames(): Promise<string[]>;
  analyze(resource: GraphResource): Promise<Diagnostic[]>;
  analyzeStack(resources: readonly GraphResource[]): Promise<Diagnostic[]>;
}

/** Starts the pack as `pulumi preview --policy-pack packages/policy` does; rejects if it ends before it listens. */
export async function startPolicyServer(): Promise<PolicyServer> {
  const host = require.resolve("@pulumi/pulumi/cmd/run-policy-pack/index.js");
  const child = spawn(process.execPath, [host, "127.0.0.1:1", "."], {
    cwd: packFolder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await firstLineOf(child);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    async policyNames() {
      const info = await call<{ getPoliciesList(): { getName(): string }[] }>(
        client,
        "getAnalyzerInfo",
        new Empty(),
      );
      return info.getPoliciesList().map((policy) => policy.getName());
    },
    async analyze(resource) {
      const request = new messages.AnalyzeRequest();
      fill(request, resource);
      return diagnosticsOf(await call(client, "analyze", request));
    },
    async analyzeStack(resources) {
      const request = new messages.AnalyzeStackRequest();
      request.setResourcesList(resources.map(stackResource));
      return diagnosticsOf(await call(client, "analyzeStack", request));
    },
    async [Symbol.asyncDispose]() {
      client.close();
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  };
}

async function firstLineOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) {
    throw new Error("the policy pack's output is not piped");
  }
  const lines = createInterface(child.stdout);
  const exited = once(child, "exit").then(([code]) => {
    throw new Error(`the policy pack ended with code ${code} before it listened`);
  });
  const [line] = await Promise.race([once(lines, "line"), exited]);
  return line;
}

function call<Response>(client: UnaryClient, method: string, request: unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    client[method]?.(request, (error, response) => (error ? reject(error) : resolve(response as Response)));
  });
}

type UnaryClient = Record<
  string,
  (request: unknown, done: (error: Error | null, response: unknown) => void) => void
>;

// biome-ignore lint/suspicious/noExplicitAny: the generated protobuf classes share no type for these setters.
function fill(message: any, { urn, type, name, inputs }: GraphResource): void {
  message.setUrn(urn);
  message.setType(type);
  message.setName(name);
  message.setOptions(new messages.AnalyzerResourceOptions());
  message.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(inputs))));
}

function stackResource(resource: GraphResource) {
  const message = new messages.AnalyzerResource();
  fill(message, resource);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    const dependencies = new messages.AnalyzerPropertyDependencies();
    dependencies.setUrnsList(urns);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}

interface AnalyzeResponse {
  getDiagnosticsList(): {
    getPolicyname(): string;
    getMessage(): string;
    getUrn(): string;
    getEnforcementlevel(): number;
  }[];
}

function diagnosticsOf(response: AnalyzeResponse): Diagnostic[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policyName: diagnostic.getPolicyname(),
    message: diagnostic.getMessage(),
    urn: diagnostic.getUrn(),
    mandatory: diagnostic.getEnforcementlevel() === 1,
  }));
}
