import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { ResourceHost } from "../provider/resource-host.ts";

/** Where Pulumi's engine attaches: `PULUMI_DEBUG_PROVIDERS=aws:PORT,awsx:PORT`. */
export interface PulumiListener {
  port: number;
  close(): Promise<void>;
}

/**
 * Listens on loopback for Pulumi's engine. The provider itself, with gRPC and Pulumi's messages, is loaded when the engine
 * first calls, so that a lab without Pulumi pays neither time nor memory for it.
 *
 * @param onFault is told of what the provider cannot go on from
 */
export async function listenForPulumi(
  host: ResourceHost,
  onFault: (reason: string) => void,
): Promise<PulumiListener> {
  const sockets = new Set<Socket>();
  let provider: Promise<{ port: number; close(): void }> | undefined;

  const server = createServer((engine) => {
    provider ??= import("../provider/serve-provider.ts").then(({ serveProvider }) =>
      serveProvider(host, (error) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      }),
    );
    sockets.add(engine);
    engine.once("close", () => sockets.delete(engine));
    engine.once("error", () => engine.destroy());
    provider.then(
      ({ port }) => join(engine, connect(port, "127.0.0.1")),
      (error: unknown) => {
        engine.destroy();
        onFault(`Pulumi's provider could not be loaded: ${error instanceof Error ? error.message : error}`);
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      (await provider?.catch(() => undefined))?.close();
    },
  };
}

function join(engine: Socket, provider: Socket): void {
  engine.pipe(provider).pipe(engine);
  engine.once("close", () => provider.destroy());
  provider.once("close", () => engine.destroy());
  provider.once("error", () => engine.destroy());
}
