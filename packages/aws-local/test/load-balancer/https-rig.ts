import { mkdtemp, readFile, rm } from "node:fs/promises";
import http2, {
  type ClientHttp2Session,
  type ClientSessionOptions,
  type SecureClientSessionOptions,
} from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  type CertificateAuthority,
  openCertificateAuthority,
} from "../../src/certificates/certificate-authority.ts";
import type { HttpsSettings, Listener, ListenerSettings } from "../../src/load-balancer/contract.ts";
import type { RawTarget, Reaction } from "./raw-target.ts";
import { type Rig, type RigOptions, startRigWithTarget } from "./rig.ts";

/** A rig with a listener for HTTPS besides the one in clear. */
export interface HttpsRig {
  rig: Rig;
  target: RawTarget;
  authority: CertificateAuthority;
  /** The authority's certificate, which clients trust. */
  ca: string;
  listener: Listener;
  settings: ListenerSettings & { protocol: "HTTPS" };
}

export async function startHttpsRig(
  react?: Reaction,
  options: RigOptions = {},
  https: Partial<HttpsSettings> = {},
): Promise<HttpsRig> {
  const folder = await mkdtemp(join(tmpdir(), "soft-landing-ca-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const authority = await openCertificateAuthority(join(folder, "ca"));
  const { rig, target } = await startRigWithTarget(react, options);
  const settings = {
    arn: "https",
    port: 443,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    certificates: [{ arn: "default", ...(await authority.issue(["localhost", "127.0.0.1"])) }],
    ...https,
    defaultAction: rig.listenerSettings.defaultAction,
  } as const;
  const listener = await rig.loadBalancer.listen(settings, 0);
  return {
    rig,
    target,
    authority,
    ca: await readFile(authority.certificateFile, "utf8"),
    listener,
    settings,
  };
}

/** An HTTP/2 client on one connection. */
export async function connectHttp2(
  { ca, listener }: HttpsRig,
  options: ClientSessionOptions & SecureClientSessionOptions = {},
): Promise<ClientHttp2Session> {
  const session = http2.connect(`https://localhost:${listener.localPort}`, {
    ca,
    host: "127.0.0.1",
    ...options,
  } as object);
  session.on("error", () => {});
  onTestFinished(() => session.destroy());
  await new Promise((resolve, reject) => {
    session.once("connect", resolve);
    session.once("error", reject);
  });
  return session;
}

export interface Http2Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
  /** The code with which the stream was reset; 0 where it ended well. */
  rstCode: number;
}

/** Makes one request; resolves once its stream has closed. */
export function askHttp2(
  session: ClientHttp2Session,
  headers: Record<string, string | string[]>,
  body?: string,
): Promise<Http2Answer> {
  return new Promise((resolve) => {
    const stream = session.request({ ":path": "/", ...headers }, { endStream: body === undefined });
    const answer: Http2Answer = { status: 0, headers: {}, body: "", rstCode: 0 };
    stream.on("response", ({ ":status": status = 0, ...rest }) => {
      answer.status = status;
      answer.headers = rest as Record<string, string | string[]>;
    });
    stream.setEncoding("latin1");
    stream.on("data", (chunk: string) => {
      answer.body += chunk;
    });
    stream.on("error", () => {});
    stream.on("close", () => resolve({ ...answer, rstCode: stream.rstCode ?? 0 }));
    if (body !== undefined) {
      stream.end(body, "latin1");
    }
  });
}
