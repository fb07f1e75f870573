import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCertificateAuthority } from "@soft-landing/aws-local/certificates/certificate-authority";
import { findPort } from "@soft-landing/aws-local/fleet/free-port";
import { type BenchProcess, benchProcess, forkBenchProcess } from "../bench-process.ts";

/** nginx as the backend of every proxy: one process that answers from memory. */
export function startBackend(): Promise<BenchProcess> {
  return startNginx(
    (port) => `server {
    listen 127.0.0.1:${port} backlog=8192;
    location / { default_type text/html; return 200 "${"0123456789abcdef".repeat(64)}"; }
  }`,
  );
}

/**
 * nginx as a backend that sends the folder's files, below `/chunked` without their length, and accepts any body at `/sink`. As
 * servers do, it reads a body before it answers: only a location that passes it on does so.
 */
export function startFileBackend(folder: string): Promise<BenchProcess> {
  return startNginx(
    (port) => `client_max_body_size 0;
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location = /sink { client_body_buffer_size 2m; proxy_pass http://127.0.0.1:${port}/received; }
    location = /received { return 200; }
    location /healthcheck { return 200; }
    location /chunked/ { alias ${folder}/; ssi on; ssi_types *; }
    location / { root ${folder}; }
  }`,
  );
}

/** nginx as this many backends, each on its own port. */
export async function startManyBackends(count: number): Promise<BenchProcess & { ports: number[] }> {
  const ports = await Promise.all(Array.from({ length: count - 1 }, () => findPort()));
  const nginx = await startNginx(
    (port) => `server {
    ${[port, ...ports].map((one) => `listen 127.0.0.1:${one};`).join("\n    ")}
    location / { default_type text/html; return 200 "${"0123456789abcdef".repeat(64)}"; }
  }`,
  );
  return { ...nginx, ports: [nginx.port, ...ports] };
}

/** nginx as a proxy with keep-alive connections to the backend. */
export function startNginxProxy(backendPort: number): Promise<BenchProcess> {
  return startNginx(
    (port) => `upstream backend { server 127.0.0.1:${backendPort}; keepalive 64; }
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location / {
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Port $server_port;
    }
  }`,
  );
}

/**
 * HAProxy with one thread, before one backend or several in turn.
 *
 * @param certificateFile certificate and key, with which it speaks HTTPS and HTTP/2; in clear without
 */
export async function startHaproxy(
  backendPorts: readonly number[],
  certificateFile?: string,
): Promise<BenchProcess> {
  const port = await findPort();
  const secure =
    certificateFile === undefined ? "" : ` ssl crt ${certificateFile} alpn h2,http/1.1 ssl-min-ver TLSv1.2`;
  const config = `global
  nbthread 1
defaults
  mode http
  timeout connect 10s
  timeout client 60s
  timeout server 60s
  option forwardfor
  http-reuse always
frontend front
  bind 127.0.0.1:${port}${secure}
  http-request set-header X-Forwarded-Proto ${certificateFile === undefined ? "http" : "https"}
  http-request set-header X-Forwarded-Port ${port}
  default_backend back
backend back
${backendPorts.map((backendPort) => `  server at-${backendPort} 127.0.0.1:${backendPort}\n`).join("")}`;
  return startWithConfig(port, "haproxy.cfg", config, (file) => spawn("haproxy", ["-db", "-f", file]));
}

/** The lab's own load balancer, alone in its process. A single backend stands for three targets. */
export function startLabBalancer(...backendPorts: number[]): Promise<BenchProcess> {
  const module = new URL("lab-balancer-process.ts", import.meta.url);
  return forkBenchProcess(module, { args: backendPorts.map(String) });
}

/** As {@link startLabBalancer}, with an HTTPS listener. */
export function startSecureLabBalancer(backendPort: number, certificateFile: string): Promise<BenchProcess> {
  const module = new URL("lab-balancer-process.ts", import.meta.url);
  return forkBenchProcess(module, {
    args: [String(backendPort)],
    env: { CERTIFICATE_FILE: certificateFile },
  });
}

/** A protocol of Node's own servers. */
export type BareProtocol = "HTTP" | "HTTPS" | "HTTP/2";

/**
 * Node's own server: alone, or before backends and with nothing of a load balancer.
 *
 * @param certificateFile certificate and key, for all but HTTP
 */
export function startBareNode(
  protocol: BareProtocol,
  { certificateFile, backendPorts = [] }: { certificateFile?: string; backendPorts?: readonly number[] },
): Promise<BenchProcess> {
  const module = new URL("bare-node-process.ts", import.meta.url);
  return forkBenchProcess(module, {
    args: backendPorts.map(String),
    env: {
      PROTOCOL: protocol,
      ...(certificateFile !== undefined && { CERTIFICATE_FILE: certificateFile }),
    },
  });
}

/** A certificate and its key in one file, as HAProxy wants it. */
export async function makeCertificateFile(): Promise<AsyncDisposable & { file: string }> {
  const folder = await mkdtemp(join(tmpdir(), "soft-landing-bench-"));
  const authority = await openCertificateAuthority(join(folder, "authority"));
  const { certificatePem, privateKeyPem } = await authority.issue(["localhost", "127.0.0.1"]);
  const file = join(folder, "certificate.pem");
  await writeFile(file, `${certificatePem}\n${privateKeyPem}\n`, { mode: 0o600 });
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function startNginx(http: (port: number) => string): Promise<BenchProcess> {
  const port = await findPort();
  const config = `daemon off;
master_process off;
error_log stderr crit;
pid nginx.pid;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  ${http(port)}
}
`;
  return startWithConfig(port, "nginx.conf", config, (file, folder) =>
    spawn("nginx", ["-p", folder, "-c", file, "-e", "stderr"]),
  );
}

async function startWithConfig(
  port: number,
  name: string,
  config: string,
  start: (file: string, folder: string) => ChildProcess,
): Promise<BenchProcess> {
  const folder = await mkdtemp(join(tmpdir(), "soft-landing-bench-"));
  const file = join(folder, name);
  await writeFile(file, config);
  const child = start(file, folder);
  await connectable(port, child);
  return benchProcess(child, port, () => rm(folder, { recursive: true, force: true }));
}

async function connectable(port: number, child: ChildProcess): Promise<void> {
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  while (child.exitCode === null) {
    const socket = net.connect(port, "127.0.0.1");
    const connected = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (connected) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${child.spawnfile} ended with exit code ${child.exitCode}: ${errors.trim()}`);
}
