import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import {
  faultSchema,
  labSnapshotSchema,
  parameterRequestSchema,
  secondSchema,
  switchRequestSchema,
  trafficRequestSchema,
} from "@soft-landing/shared/lab-api";
import { z } from "zod";
import { FakeLab } from "./fake-lab-model.ts";
import { fakeExperiments, fakeReports, fakeSteps } from "./fake-offers.ts";

/** As the lab sets it: nothing inline, frames only from this machine. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src http://localhost:* http://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export interface FakeLabServer {
  lab: FakeLab;
  url: string;
  /** One second later, told to every page that listens. */
  step(): void;
  close(): Promise<void>;
}

/** Serves a built console and a pretended lab on free ports. */
export async function startFakeLab(options: {
  dist: string;
  labId: string;
  startSecond: number;
  port?: number;
}): Promise<FakeLabServer> {
  const page = createServer((_, response) => answerPage(lab, response));
  const pageUrl = `http://localhost:${await listening(page, 0)}`;
  const listeners = new Set<ServerResponse>();
  const console_ = createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      send(response, 400, { error: String(error) });
    });
  });
  const url = `http://localhost:${await listening(console_, options.port ?? 0)}`;
  const lab = new FakeLab({ ...options, pageUrl, consoleUrl: url });

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", url);
    if (pathname === "/api/events") {
      return listen(request, response, Number(searchParams.get("lastEventId") ?? 0));
    }
    if (request.method === "GET" && !pathname.startsWith("/api") && !pathname.startsWith("/chaos")) {
      return file(pathname === "/" ? "/index.html" : pathname, response);
    }
    const body: unknown = request.method === "GET" ? undefined : JSON.parse(await text(request));
    const answer = call(lab, `${request.method} ${pathname}`, body);
    send(response, answer === undefined ? 404 : 200, answer ?? { error: `nothing at ${pathname}` });
    if (request.method !== "GET") {
      broadcastSnapshot();
    }
  }

  function listen(request: IncomingMessage, response: ServerResponse, lastEventId: number): void {
    const after = Number(request.headers["last-event-id"] ?? lastEventId);
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(snapshotEvent(lab));
    for (const second of lab.seconds.filter(({ second: number }) => number > after)) {
      response.write(secondEvent(second));
    }
    listeners.add(response);
    response.on("close", () => listeners.delete(response));
  }

  function broadcastSnapshot(): void {
    for (const listener of listeners) {
      listener.write(snapshotEvent(lab));
    }
  }

  async function file(path: string, response: ServerResponse): Promise<void> {
    const content = await readFile(join(options.dist, path)).catch(() => undefined);
    if (content === undefined) {
      return send(response, 404, { error: `no file ${path}` });
    }
    response.writeHead(200, {
      "Content-Type": types[extname(path)] ?? "application/octet-stream",
      "Content-Security-Policy": contentSecurityPolicy,
    });
    response.end(content);
  }

  return {
    lab,
    url,
    step() {
      if (lab.step()) {
        broadcastSnapshot();
      }
      const newest = lab.seconds.at(-1);
      if (newest === undefined) {
        return;
      }
      for (const listener of listeners) {
        listener.write(secondEvent(newest));
      }
    },
    async close() {
      for (const listener of listeners) {
        listener.destroy();
      }
      for (const server of [page, console_]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function call(lab: FakeLab, what: string, body: unknown): unknown {
  const [, kind = "", name = "", verb = ""] =
    /^POST \/api\/(instances|zones|walkthrough)\/([^/]+)\/(\w+)$/.exec(what) ?? [];
  if (kind === "walkthrough") {
    return { held: lab.snapshot.parameter.value === "true", seen: "Three targets are healthy." };
  }
  if (kind === "zones") {
    lab.zone(name, verb === "down");
  }
  if (verb === "kill") {
    lab.kill(name);
  }
  if (verb === "freeze") {
    lab.freeze(name);
  }
  if (kind !== "") {
    return {};
  }
  switch (what) {
    case "GET /api/lab":
      return lab.snapshot;
    case "POST /api/switch":
      lab.switchBuild(switchRequestSchema.parse(body).build);
      return {};
    case "POST /api/parameter":
      lab.setParameter(parameterRequestSchema.parse(body).value);
      return {};
    case "POST /api/traffic":
      lab.setTraffic(trafficRequestSchema.parse(body).requestsPerSecond);
      return {};
    case "GET /chaos/faults":
      return lab.snapshot.faults;
    case "PATCH /chaos/faults":
      lab.addFaults(z.array(faultSchema).parse(body));
      return lab.snapshot.faults;
    case "DELETE /chaos/faults":
      lab.removeFaults(
        z
          .array(z.object({ id: z.string() }))
          .parse(body)
          .map(({ id }) => id),
      );
      return lab.snapshot.faults;
    case "GET /api/experiments":
      return fakeExperiments;
    case "GET /api/reports":
      return fakeReports;
    case "GET /api/walkthrough":
      return { steps: fakeSteps };
    default:
      return undefined;
  }
}

function answerPage(lab: FakeLab, response: ServerResponse): void {
  const failing = lab.snapshot.parameter.value !== "true";
  if (failing && lab.snapshot.build === "basic") {
    response.writeHead(502, { "Content-Type": "text/html", Server: "awselb/2.0" });
    response.end(
      "<html lang=en><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>",
    );
    return;
  }
  response.writeHead(200, { "Content-Type": "text/html" });
  response.end(
    `<html lang=en><head><title>Recommendation</title><style>body{font:16px system-ui;padding:32px}</style></head><body><main><h1>${failing ? "Valued Customer" : "A user"}</h1><p>${failing ? "I Love Lucy" : "A show"}</p></main></body></html>`,
  );
}

function snapshotEvent(lab: FakeLab): string {
  return `event: snapshot\ndata: ${JSON.stringify(labSnapshotSchema.parse(lab.snapshot))}\n\n`;
}

function secondEvent(second: z.infer<typeof secondSchema>): string {
  return `event: second\nid: ${second.second}\ndata: ${JSON.stringify(secondSchema.parse(second))}\n\n`;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  let all = "";
  for await (const chunk of request.setEncoding("utf8")) {
    all += chunk;
  }
  return all;
}

async function listening(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("not listening on a port");
  }
  return address.port;
}
