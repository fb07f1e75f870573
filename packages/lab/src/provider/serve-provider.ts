import { Server, ServerCredentials } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { engineChannel } from "./engine/channel.ts";
import { ProviderService } from "./provider-service.ts";
import type { ResourceHost } from "./resource-host.ts";

/**
 * A provider that Pulumi's engine can attach to, for `aws` and for `awsx`:
 * `PULUMI_DEBUG_PROVIDERS=aws:PORT,awsx:PORT`.
 */
export interface ServedProvider {
  port: number;
  /** Aborts what still runs, and hangs up. */
  close(): void;
}

/** Listens on loopback, on a free port. Rejects where the system gives none. */
export async function serveProvider(
  host: ResourceHost,
  onFault: (error: unknown) => void,
): Promise<ServedProvider> {
  const service = new ProviderService(host, onFault);
  const server = new Server(engineChannel);
  server.addService(providerGrpc.ResourceProviderService, service.handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    port,
    close() {
      service.end();
      server.forceShutdown();
    },
  };
}
