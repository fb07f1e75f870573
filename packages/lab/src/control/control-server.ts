import { createServer, type IncomingMessage } from "node:http";
import { extname } from "node:path";
import { closeServer, listenOn } from "@soft-landing/aws-local/listening";
import { describeError, UserMistake } from "@soft-landing/shared/user-mistake";
import Koa from "koa";
import getRawBody from "raw-body";
import type { ControlServer } from "../running/running-lab.ts";
import { ApiProblem } from "./api-problem.ts";
import { refusalOf, showsToken } from "./request-guard.ts";
import { type ApiState, router } from "./routes.ts";
import { type ServedLab, servedLab } from "./served-lab.ts";

const mostBodyBytes = 64 * 1024;
const requestTimeoutMs = 30_000;

type Middleware = Koa.Middleware<ApiState>;

/**
 * Console, control API and /chaos on one loopback port.
 *
 * @param allowedHosts other host names that may reach the console
 */
export function createControlServer(
  files: ReadonlyMap<string, Buffer>,
  allowedHosts: readonly string[] = [],
): ControlServer {
  let served: ServedLab | undefined;

  const guard: Middleware = (context, next) => {
    const refusal = refusalOf({ method: context.method, headers: context.headers }, allowedHosts);
    if (refusal !== undefined) {
      throw new ApiProblem(refusal.status, refusal.message);
    }
    if (served === undefined) {
      throw new ApiProblem(503, "The lab is starting.");
    }
    context.state.served = served;
    context.state.authorised = showsToken(context.headers, served.lab.record.token);
    return next();
  };

  const app = new Koa<ApiState>();
  app.use((context, next) => {
    context.set(securityHeaders);
    return next();
  });
  app.use(answerProblems);
  app.use(readTarget);
  app.use(guard);
  app.use(sendFile(files));
  app.use(takeJson);
  app.use(router.routes());
  app.use(unanswered);
  // The remaining errors come from broken connections.
  app.on("error", () => {});

  const server = createServer(app.callback());
  server.requestTimeout = requestTimeoutMs;
  return {
    listen: (port) => listenOn(server, port),
    serve(lab) {
      served = servedLab(lab);
    },
    close: () => closeServer(server),
  };
}

/**
 * The console shows web pages in frames next to itself; apart from that it needs only its own files. Stacks
 * come and go while it is open, so a page may be on any port of this machine.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self' http://127.0.0.1:* http://localhost:* https://127.0.0.1:* https://localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const securityHeaders = {
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
};

const answerProblems: Middleware = async (context, next) => {
  try {
    await next();
  } catch (error) {
    const { status, message, remedy } = problemOf(error);
    context.status = status;
    context.body = remedy === undefined ? { error: message } : { error: message, remedy };
  }
};

function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) {
    return error;
  }
  if (error instanceof UserMistake) {
    return new ApiProblem(400, error.message, error.remedy);
  }
  // An error in the lab itself: all of it goes to the lab's terminal, not to a page.
  process.stderr.write(`${describeError(error)}\n`);
  return new ApiProblem(500, error instanceof Error ? error.message : String(error));
}

/** Koa and the routes' parameters assume that the target can be parsed. */
const readTarget: Middleware = (context, next) => {
  if (!URL.canParse(context.url, "http://lab")) {
    throw new ApiProblem(400, "The request target is not a URL.");
  }
  try {
    decodeURIComponent(context.path);
  } catch {
    throw new ApiProblem(400, `The encoding of the path ${context.path} is invalid.`);
  }
  return next();
};

function sendFile(files: ReadonlyMap<string, Buffer>): Middleware {
  return (context, next) => {
    const file = context.method === "GET" || context.method === "HEAD" ? files.get(context.path) : undefined;
    if (file === undefined) {
      return next();
    }
    context.type = extname(context.path) || ".html";
    // Vite puts a hash into the names of its bundles.
    const isHashed = context.path.startsWith("/assets/");
    context.set("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    context.body = file;
    return undefined;
  };
}

const takeJson: Middleware = async (context, next) => {
  if (context.method !== "GET" && context.method !== "HEAD") {
    const text = await bodyOf(context.req).catch((error: unknown) => {
      // The rest of the body is not read.
      context.set("Connection", "close");
      throw error;
    });
    context.state.body = text === "" ? {} : parsedJson(text);
  }
  await next();
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  try {
    return await getRawBody(request, {
      limit: mostBodyBytes,
      length: request.headers["content-length"],
      encoding: "utf8",
    });
  } catch (error) {
    const isTooLarge = error instanceof Error && "type" in error && error.type === "entity.too.large";
    throw isTooLarge
      ? new ApiProblem(413, `The body has more than ${mostBodyBytes} bytes.`)
      : new ApiProblem(400, "The body is incomplete.");
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem(400, "The body is not JSON.");
  }
}

/** No route has this path and method. Says which methods the path accepts. */
const unanswered: Middleware = (context) => {
  if (context.status !== 404 || context.respond === false) {
    return;
  }
  const methods = router
    .match(context.path, context.method)
    .path.flatMap((layer) => layer.methods)
    .filter((method) => method !== "HEAD");
  if (methods.length === 0) {
    throw new ApiProblem(404, `The lab does not have ${context.path}.`);
  }
  throw new ApiProblem(405, `${context.path} takes ${methods.join(", ")}, not ${context.method}.`);
};
