import type { Socket } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { engineChannel } from "./engine/channel.ts";
import { ProviderService } from "./provider-service.ts";
import type { ResourceHost } from "./resource-host.ts";

/** A provider for `aws` and for `awsx`, on connections that its caller accepts. */
export interface GrpcProvider {
  /** Answers an engine's calls on this connection. */
  serve(engine: Socket): void;
  /** Aborts what is still running, and closes the connections. */
  close(): void;
}

/** @param onFault called with each error that is not meant for the engine */
export function openGrpcProvider(host: ResourceHost, onFault: (error: unknown) => void): GrpcProvider {
  const service = new ProviderService(host, onFault);
  const server = new Server(engineChannel);
  server.addService(providerGrpc.ResourceProviderService, service.handlers);
  const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
  return {
    serve: (engine) => connections.injectConnection(engine),
    close() {
      service.end();
      server.forceShutdown();
    },
  };
}
