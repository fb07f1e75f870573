import Koa, { type Context, type Middleware } from "koa";
import { describeError } from "./described-error.ts";
import type { Logger } from "./log.ts";
import type { OnUnhandled } from "./unhandled-errors.ts";

declare module "koa" {
  interface DefaultState {
    /** The path that was asked for. Koa's own `context.path` throws on a target that is not a URL. */
    path: string;
  }
}

/** What answers at one path. */
export type Route = (context: Context) => Promise<void> | void;

export interface AppOptions {
  log: Logger;
  /** Runs around every request; without it only failures are logged. */
  requestLog?: Middleware;
  routes: Record<string, Route>;
  onUnhandled: OnUnhandled;
}

/** The web server's request handling: exact paths, GET and HEAD; anything else is 400, 404 or 405. */
export function createApp({ log, requestLog, routes, onUnhandled }: AppOptions): Koa {
  const app = new Koa();
  const routeOf = new Map(Object.entries(routes));
  app.on("error", (error: unknown, context: Context) => {
    // Errors of the connection itself are the HTTP server's to log.
    if (context.req.socket.errored === null) {
      log.error({ error: describeError(error) }, "request failed");
    }
  });
  app.use(async (context, next) => {
    const path = pathOf(context.url);
    if (path === undefined) {
      log.warn({ method: context.method, target: context.url }, "request refused: its target is not a URL");
      return answerPlainly(context, 400, "Bad request. Its target is not a URL.\n");
    }
    context.state.path = path;
    await next();
  });
  if (requestLog !== undefined) {
    app.use(requestLog);
  }
  app.use(async (context) => {
    const route = routeOf.get(context.state.path);
    if (route === undefined) {
      return answerPlainly(context, 404, "Not found. There is / and /healthcheck.\n");
    }
    if (context.method !== "GET" && context.method !== "HEAD") {
      context.set("allow", "GET, HEAD");
      return answerPlainly(context, 405, "Method not allowed. Use GET or HEAD.\n");
    }
    try {
      await route(context);
    } catch (error) {
      onUnhandled(error, context);
    }
  });
  return app;
}

/** Stands for this server where a target names none. */
const anyHost = "http://server";

/**
 * The path of a request's target as it was sent, without its query: `/`, `*` or a whole URL (RFC 9112, section 3.2).
 * Undefined where the target is not a URL.
 */
function pathOf(target: string): string | undefined {
  if (!target.startsWith("/")) {
    return target === "*" ? target : URL.parse(target)?.pathname;
  }
  return URL.canParse(target, anyHost) ? target.replace(/[?#].*/s, "") : undefined;
}

function answerPlainly(context: Context, status: number, text: string): void {
  context.status = status;
  context.type = "text/plain; charset=utf-8";
  context.body = text;
}
