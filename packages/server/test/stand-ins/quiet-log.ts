import { createLog } from "../../src/log.ts";

/** A log that goes nowhere. */
export const quietLog = createLog("test", { write() {} });

/** Where tests listen: a free port of loopback. */
export const loopback = { host: "127.0.0.1", port: 0, log: quietLog } as const;
