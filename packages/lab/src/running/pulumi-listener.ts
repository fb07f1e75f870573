import { createServer, type Socket } from "node:net";
import { listenOn } from "@soft-landing/aws-local/listening";
import type { GrpcProvider } from "../provider/grpc-provider.ts";
import type { ResourceHost } from "../provider/resource-host.ts";

/** Where Pulumi's engine attaches: `PULUMI_DEBUG_PROVIDERS=aws:PORT,awsx:PORT`. */
export interface PulumiListener {
  port: number;
  close(): Promise<void>;
}

interface FaultHandlers {
  /** Called with each error inside the provider that is not meant for the engine. */
  onFault: (error: unknown) => void;
  /** Called with the reason when the provider cannot be loaded. */
  onLoadFailure: (reason: string) => void;
}

/**
 * Listens on loopback for Pulumi's engine. The provider itself, with gRPC and Pulumi's messages, is loaded at
 * the engine's first call, so that a lab without Pulumi does not pay for it with time or memory.
 */
export async function listenForPulumi(
  host: ResourceHost,
  { onFault, onLoadFailure }: FaultHandlers,
): Promise<PulumiListener> {
  const sockets = new Set<Socket>();
  let provider: Promise<GrpcProvider> | undefined;

  // With Nagle's algorithm, each call of the engine would take 40 ms.
  const server = createServer({ noDelay: true }, (engine) => {
    provider ??= import("../provider/grpc-provider.ts").then(({ openGrpcProvider }) =>
      openGrpcProvider(host, onFault),
    );
    sockets.add(engine);
    engine.once("close", () => sockets.delete(engine));
    engine.once("error", () => engine.destroy());
    provider.then(
      ({ serve }) => serve(engine),
      (error: unknown) => {
        engine.destroy();
        onLoadFailure(
          `Pulumi's provider could not be loaded: ${error instanceof Error ? error.message : error}`,
        );
      },
    );
  });
  return {
    port: await listenOn(server, 0),
    async close() {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      (await provider?.catch(() => undefined))?.close();
    },
  };
}
