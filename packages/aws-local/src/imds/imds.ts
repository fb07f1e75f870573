import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "@soft-landing/shared/clock";
import { closeServer, listenOn } from "../listening.ts";
import { type InstanceFacts, type InstanceRole, metadataTree, readMetadata } from "./metadata-tree.ts";
import type { RoleCredentials } from "./role-credentials.ts";
import { createSessionTokens } from "./session-tokens.ts";

/** Longer than any client keeps an idle connection, so that the lab never closes one just as it is reused. */
const keepAliveTimeoutMs = 120_000;

export interface ImdsOptions {
  identity: InstanceFacts;
  /** The role of the instance profile; absent: `iam/` answers 404. */
  role?: { name: string; instanceProfileArn: string };
  credentials: RoleCredentials;
  clock: Clock;
}

/** The instance metadata service of one instance. */
export interface Imds {
  /** Starts to listen. Resolves with the port (0 picks a free one). Rejects with the system's error. */
  listen(port: number, host?: string): Promise<number>;
  close(): Promise<void>;
}

/**
 * IMDSv2 with `HttpTokens: required`, for one instance on its own port (EC2 User Guide, "Use the Instance
 * Metadata Service"). SDKs reach it through `AWS_EC2_METADATA_SERVICE_ENDPOINT`. A path that starts with two
 * slashes, as `@aws-sdk/ec2-metadata-service` sends it, is the same as with one.
 */
export function createImds(options: ImdsOptions): Imds {
  const { identity, credentials, clock } = options;
  const tokens = createSessionTokens(clock);
  const tree = metadataTree(identity, roleOf(options.role, identity, credentials));

  function answerTo({ method, url = "/", headers }: IncomingMessage): Answer {
    const [version, ...path] = segmentsOf(url);
    if (method === "PUT") {
      return isTokenPath(version, path) ? issueToken(headers) : { status: 405 };
    }
    if (method !== "GET" && method !== "HEAD") {
      return { status: 405 };
    }
    const token = headers["x-aws-ec2-metadata-token"];
    if (typeof token !== "string" || !tokens.isValid(token)) {
      return { status: 401 };
    }
    if (version === undefined) {
      return { status: 200, text: "latest" };
    }
    const text = isApiVersion(version) ? readMetadata(tree, path) : undefined;
    return text === undefined ? { status: 404 } : { status: 200, text };
  }

  function issueToken(headers: IncomingHttpHeaders): Answer {
    // A forwarded request does not come from the instance: a misconfigured proxy must not give away a token.
    if (headers["x-forwarded-for"] !== undefined) {
      return { status: 403 };
    }
    const ttl = headers["x-aws-ec2-metadata-token-ttl-seconds"];
    const issued = tokens.issue(typeof ttl === "string" ? ttl : undefined);
    if (!issued) {
      return { status: 400 };
    }
    const ttlHeader = { "X-Aws-Ec2-Metadata-Token-Ttl-Seconds": String(issued.ttlSeconds) };
    return { status: 200, text: issued.token, headers: ttlHeader };
  }

  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) =>
    send(request, response, answerTo(request)),
  );
  return {
    listen: (port, host) => listenOn(server, port, host),
    close: () => closeServer(server),
  };
}

function roleOf(
  role: ImdsOptions["role"],
  identity: InstanceFacts,
  credentials: RoleCredentials,
): InstanceRole | undefined {
  if (!role) {
    return undefined;
  }
  const { instanceId, availabilityZone } = identity;
  const caller = { instanceId, availabilityZone, roleName: role.name };
  return { ...role, credentials: () => credentials.credentialsOf(caller) };
}

function segmentsOf(url: string): string[] {
  const [path = "/"] = url.split("?");
  return path
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    });
}

function isApiVersion(version: string | undefined): boolean {
  return version !== undefined && /^(latest|1\.0|20\d\d-\d\d-\d\d)$/.test(version);
}

function isTokenPath(version: string | undefined, path: readonly string[]): boolean {
  return isApiVersion(version) && path.join("/") === "api/token";
}

const reasons = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
} as const;

type Answer =
  | { status: 200; text: string; headers?: Record<string, string> }
  | { status: keyof typeof reasons };

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const text = answer.status === 200 ? answer.text : errorPage(answer.status);
  response.writeHead(answer.status, {
    "Content-Type": contentType(answer),
    "Content-Length": Buffer.byteLength(text),
    Server: "EC2ws",
    ...(answer.status === 200 && answer.headers),
    ...(answer.status === 405 && { Allow: "GET, HEAD" }),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

function contentType(answer: Answer): string {
  if (answer.status !== 200) {
    return "text/html";
  }
  return answer.text.startsWith("{") ? "application/json" : "text/plain";
}

/** Errors are a small XHTML page, never JSON. Clients use the status. */
function errorPage(status: keyof typeof reasons): string {
  const title = `${status} - ${reasons[status]}`;
  return [
    '<?xml version="1.0" encoding="iso-8859-1"?>',
    '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">',
    ` <head><title>${title}</title></head>`,
    ` <body><h1>${title}</h1></body>`,
    "</html>",
    "",
  ].join("\n");
}
