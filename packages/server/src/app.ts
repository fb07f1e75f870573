import Koa, { type Context, type Middleware } from "koa";
import type { OnUnhandled } from "./unhandled-errors.ts";

/** What answers at one path. */
export type Route = (context: Context) => Promise<void> | void;

export interface AppOptions {
  /** Runs around every request; without it only failures are logged. */
  log?: Middleware;
  routes: Record<string, Route>;
  onUnhandled: OnUnhandled;
}

/** The web server's request handling: exact paths, GET and HEAD; anything else is 404 or 405. */
export function createApp({ log, routes, onUnhandled }: AppOptions): Koa {
  const app = new Koa();
  const routeOf = new Map(Object.entries(routes));
  if (log !== undefined) {
    app.use(log);
  }
  app.use(async (context) => {
    const route = routeOf.get(context.path);
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

function answerPlainly(context: Context, status: number, text: string): void {
  context.status = status;
  context.type = "text/plain; charset=utf-8";
  context.body = text;
}
