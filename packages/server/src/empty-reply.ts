import type { Context } from "koa";
import type { Logger } from "./log.ts";

/**
 * What becomes of a request whose handler threw in the basic build: the connection ends without a single byte of reply,
 * and the reason goes to the log as one line.
 */
export function endWithoutReply(log: Logger) {
  return (error: unknown, context: Context): void => {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    log.error(
      { path: context.path, traceId: context.get("x-amzn-trace-id") || undefined, error: { name, message } },
      "Request failed: ended without a reply",
    );
    context.state.unlogged = true;
    context.respond = false;
    context.req.socket.destroy();
  };
}
