import type { Context } from "koa";
import { describeError } from "./described-error.ts";
import type { Logger } from "./log.ts";

/** What happens to a request whose route has thrown. */
export type OnUnhandled = (error: unknown, context: Context) => void;

/**
 * The basic build: the connection ends without a single byte of reply, and the log gets one line with the
 * reason. The load balancer returns a 502 of its own.
 */
export function endWithoutReply(log: Logger): OnUnhandled {
  return (error, context) => {
    log.error(lineOf(error, context), "request ended without a reply");
    context.state.unlogged = true;
    context.respond = false;
    context.req.socket.destroy();
  };
}

/**
 * The error-handling build handles every failure of a dependency, so an error that arrives here is a fault of
 * the program.
 */
export function answerServerError(log: Logger): OnUnhandled {
  return (error, context) => {
    log.error(lineOf(error, context), "request failed");
    context.state.unlogged = true;
    context.status = 500;
    context.type = "text/plain; charset=utf-8";
    context.body = "Internal server error. The server's log has the details.\n";
  };
}

function lineOf(error: unknown, context: Context) {
  return {
    traceId: context.get("x-amzn-trace-id") || undefined,
    method: context.method,
    path: context.state.path,
    error: describeError(error),
  };
}
