declare module "dynalite" {
  import type { Server } from "node:http";

  /** An HTTP server that need not listen: it answers what is emitted on it as `request`. */
  export default function dynalite(options?: {
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
    /** A folder of LevelDB; in memory where there is none. */
    path?: string;
  }): Server;
}
