import { Server, ServerCredentials, type sendUnaryData } from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";

/** The part of an engine that takes log messages. */
export async function listeningEngine(): Promise<{
  address: string;
  messages: LogRequest.AsObject[];
  close(): void;
}> {
  const messages: LogRequest.AsObject[] = [];
  const server = new Server();
  server.addService(engineGrpc.EngineService, {
    log(call: { request: LogRequest }, respond: sendUnaryData<empty.Empty>) {
      messages.push(call.request.toObject());
      respond(null, new empty.Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, messages, close: () => server.forceShutdown() };
}
