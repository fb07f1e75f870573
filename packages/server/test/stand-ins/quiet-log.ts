import { createLog } from "../../src/log.ts";

/** A log that goes nowhere. */
export const quietLog = createLog("test", { write() {} });
