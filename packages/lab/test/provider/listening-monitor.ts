import { setTimeout } from "node:timers/promises";
import { Server, ServerCredentials, type sendUnaryData, status } from "@grpc/grpc-js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource, {
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { toStruct } from "../../src/provider/values/struct.ts";

/**
 * The part of an engine that registers resources. It makes each at once, as `id-NAME`, or fails as it is
 * told.
 */
export interface ListeningMonitor {
  address: string;
  /** In the order in which they came. */
  registered: RegisterResourceRequest[];
  /** URNs of the components that were completed, each after so many registrations. */
  completed: [urn: string, after: number][];
  /** A preview makes nothing, and so has no ids. */
  preview: boolean;
  /** Types that cannot be made. */
  failing: Set<string>;
  /** Types that take longer than the others. */
  slow: Set<string>;
  /** How many registrations have had their answer. */
  answered: number;
  close(): void;
}

export async function listeningMonitor(): Promise<ListeningMonitor> {
  const server = new Server();
  const monitor: ListeningMonitor = {
    address: "",
    registered: [],
    completed: [],
    preview: false,
    failing: new Set(),
    slow: new Set(),
    answered: 0,
    close: () => server.forceShutdown(),
  };
  server.addService(resourceGrpc.ResourceMonitorService, {
    async registerResource(
      { request }: { request: RegisterResourceRequest },
      respond: sendUnaryData<resource.RegisterResourceResponse>,
    ) {
      monitor.registered.push(request);
      await setTimeout(monitor.slow.has(request.getType()) ? 50 : 0);
      monitor.answered += 1;
      if (monitor.failing.has(request.getType())) {
        respond({ code: status.INTERNAL, details: "resource registration failed" });
      } else {
        respond(null, made(request, monitor.preview));
      }
    },
    registerResourceOutputs(
      { request }: { request: RegisterResourceOutputsRequest },
      respond: sendUnaryData<empty.Empty>,
    ) {
      monitor.completed.push([request.getUrn(), monitor.registered.length]);
      respond(null, new empty.Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  monitor.address = `127.0.0.1:${port}`;
  return monitor;
}

function made(request: RegisterResourceRequest, preview: boolean): resource.RegisterResourceResponse {
  const address = request.getType() === "aws:ec2/eip:Eip" && !preview;
  return new resource.RegisterResourceResponse()
    .setUrn(`urn:${request.getType()}::${request.getName()}`)
    .setId(preview || !request.getCustom() ? "" : `id-${request.getName()}`)
    .setObject(toStruct(address ? { allocationId: `eipalloc-${request.getName()}` } : {}));
}
