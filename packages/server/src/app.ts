import type { InstanceIdentity } from "@soft-landing/shared/page";
import Koa, { type Context } from "koa";
import type { Build } from "./builds/build.ts";
import { describeError } from "./described-error.ts";
import type { Logger } from "./log.ts";
import { deepHealthRoute, dependencyChecks } from "./routes/deep-health.ts";
import { healthCheckRoute } from "./routes/healthcheck.ts";
import { pageRoute } from "./routes/page.ts";

declare module "koa" {
  interface DefaultState {
    /** The path of the request. Koa's own `context.path` throws on a target that is not a URL. */
    path: string;
  }
}

/** The handler of one path. */
type Route = (context: Context) => Promise<void> | void;

/** What does not change during the life of a build. */
export interface AppIdentity {
  name: string;
  instance: InstanceIdentity;
  log: Logger;
}

/** A build's request handling: exact paths, GET and HEAD. Anything else is 400, 404 or 405. */
export function createApp({ name, instance, log }: AppIdentity, build: Build): Koa {
  const routes = new Map<string, Route>([
    ["/", pageRoute(name, instance, build.page)],
    ["/healthcheck", healthCheckRoute(instance)],
    ["/healthcheck/deep", deepHealthRoute(instance, dependencyChecks(build.readTable, build.readSwitch))],
  ]);
  const app = new Koa();
  app.on("error", (error: unknown, context: Context) => {
    // The HTTP server logs errors of the connection itself.
    if (context.req.socket.errored === null) {
      log.error({ error: describeError(error) }, "request failed");
    }
  });
  app.use(async (context, next) => {
    const path = pathOf(context.url);
    if (path === undefined) {
      log.warn(
        { method: context.method, target: context.url },
        "request refused: the request target is not a URL",
      );
      return answerPlainly(context, 400, "Bad request. The request target is not a URL.\n");
    }
    context.state.path = path;
    await next();
  });
  if (build.requestLog !== undefined) {
    app.use(build.requestLog);
  }
  app.use(async (context) => {
    const route = routes.get(context.state.path);
    if (route === undefined) {
      return answerPlainly(context, 404, "Not found. This server has / and /healthcheck.\n");
    }
    if (context.method !== "GET" && context.method !== "HEAD") {
      context.set("allow", "GET, HEAD");
      return answerPlainly(context, 405, "Method not allowed. Use GET or HEAD.\n");
    }
    try {
      await route(context);
    } catch (error) {
      build.onUnhandled(error, context);
    }
  });
  return app;
}

/** Stands for this server if a target does not name one. */
const anyHost = "http://server";

/**
 * The path of a request's target as it was sent, without its query: `/`, `*` or a whole URL (RFC 9112,
 * section 3.2). Undefined if the target is not a URL.
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
