declare module "dynalite" {
  import type { Server } from "node:http";

  /** An HTTP server that need not listen: it answers `request` events that are emitted on it. */
  export default function dynalite(options?: {
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    /** A folder of LevelDB; in memory if there is none. */
    path?: string;
  }): Server;
}
