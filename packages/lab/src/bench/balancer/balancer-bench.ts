import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { BenchRow } from "@soft-landing/shared/bench-journal";
import type { Bench, BenchContext } from "../bench.ts";
import { equalRates } from "./equal-rates.ts";
import { fullLoad } from "./full-load.ts";
import {
  makeCertificateFile,
  startBackend,
  startHaproxy,
  startLabBalancer,
  startNginxProxy,
  startSecureLabBalancer,
} from "./proxies.ts";
import { secureLoad } from "./secure-load.ts";
import { runWrk } from "./wrk.ts";

/** What the load balancer costs and delays, beside HAProxy and nginx, before one backend. */
export const balancerBench: Bench = {
  name: "balancer",
  title: "The lab's load balancer beside HAProxy and nginx, in front of the same backend",
  unavailable,
  run,
};

async function unavailable(): Promise<string | undefined> {
  if (process.platform !== "linux") {
    return "needs Linux: it reads CPU time from /proc";
  }
  for (const tool of ["haproxy", "nginx", "wrk", "h2load"]) {
    const missing = await promisify(execFile)(tool, ["-v"]).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === "ENOENT",
    );
    if (missing) {
      return `${tool} is not installed (Debian: apt install haproxy nginx wrk nghttp2-client)`;
    }
  }
  return undefined;
}

async function run(context: BenchContext): Promise<BenchRow[]> {
  await using backend = await startBackend();
  await using lab = await startLabBalancer(backend.port);
  await using haproxy = await startHaproxy(backend.port);
  await using nginx = await startNginxProxy(backend.port);
  await using certificate = await makeCertificateFile();
  await using secureLab = await startSecureLabBalancer(backend.port, certificate.file);
  await using secureHaproxy = await startHaproxy(backend.port, certificate.file);
  for (const { port } of [lab, haproxy, nginx]) {
    await runWrk({ port, seconds: 2, signal: context.signal });
  }
  for (const { port } of [secureLab, secureHaproxy]) {
    await runWrk({ port, secure: true, seconds: 2, signal: context.signal });
  }
  return [
    ...(await fullLoad({ lab, haproxy, nginx }, context)),
    ...(await equalRates({ lab, haproxy }, context)),
    ...(await secureLoad(
      {
        lab: secureLab,
        haproxy: secureHaproxy,
        certificateFile: certificate.file,
        backendPort: backend.port,
      },
      context,
    )),
  ];
}
