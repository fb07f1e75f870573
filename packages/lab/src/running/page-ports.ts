import { createServer } from "node:http";
import { findPort, releasePort } from "@soft-landing/aws-local/fleet/free-port";
import { closeServer, listenOn } from "@soft-landing/aws-local/listening";
import { claimPort, type PortClaim } from "./claim-port.ts";

/** The ports on this machine where load balancers listen. */
export interface PagePorts {
  take(): Promise<number>;
  release(port: number): void;
}

/**
 * One load balancer at a time has the port that the user chose; the others get free ports. So the page of a stack that was destroyed and
 * comes up again has the same address.
 *
 * @param chosen 0 if the user chose none
 */
export function pagePorts(chosen: number): PagePorts {
  let isTaken = chosen === 0;
  return {
    async take() {
      if (isTaken) {
        return await findPort();
      }
      isTaken = true;
      try {
        return await claimPort(pageClaim(chosen));
      } catch (error) {
        isTaken = false;
        throw error;
      }
    },
    release(port) {
      if (port === chosen) {
        isTaken = false;
      } else {
        releasePort(port);
      }
    },
  };
}

/** The port that the user chose for the page. */
export function pageClaim(port: number): PortClaim {
  return { what: "page", option: "--port", port, listen: probePort };
}

/** Listens on the port for a moment, to check that it is free and allowed. */
async function probePort(port: number): Promise<number> {
  const server = createServer();
  await listenOn(server, port);
  await closeServer(server);
  return port;
}
