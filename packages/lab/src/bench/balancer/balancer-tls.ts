import type { BenchRow } from "@soft-landing/shared/bench-journal";
import { alternatingRounds } from "../alternating-rounds.ts";
import { type Bench, type BenchContext, ratios, rowOf } from "../bench.ts";
import { type BenchProcess, withCpuSeconds } from "../bench-process.ts";
import { throughputRows } from "./beside-haproxy.ts";
import { runH2load } from "./h2load.ts";
import {
  makeCertificateFile,
  startBackend,
  startBareNode,
  startHaproxy,
  startSecureLabBalancer,
} from "./proxies.ts";
import { missingTool } from "./tools.ts";
import { runWrk } from "./wrk.ts";

const rounds = 5;
const secondsPerRound = 3;

/** How each is asked: requests that were answered in one round. */
const loads = {
  HTTPS: async (port: number, signal: AbortSignal) =>
    (await runWrk({ port, secure: true, seconds: secondsPerRound, signal })).requests,
  "HTTP/2": (port: number, signal: AbortSignal) => runH2load(port, secondsPerRound, signal),
} as const;

type Protocol = keyof typeof loads;

/**
 * Requests per CPU second of the proxy's process over HTTPS and over HTTP/2, with one certificate for all and in alternating
 * rounds. Connections are kept, so that it is the records that cost, and not the handshakes. Node's own servers show how much of
 * the cost is Node's: alone they do not forward at all, and before the backend they only forward.
 */
export const balancerTls: Bench = {
  name: "balancer-tls",
  title: "The lab's load balancer over HTTPS and HTTP/2, beside HAProxy and Node's own servers",
  unavailable: () => missingTool("haproxy", "nginx", "wrk", "h2load"),
  async run(context) {
    await using backend = await startBackend();
    await using certificate = await makeCertificateFile();
    const { file } = certificate;
    await using lab = await startSecureLabBalancer(backend.port, file);
    await using haproxy = await startHaproxy([backend.port], file);
    const compared = { certificateFile: file, backendPort: backend.port, lab, haproxy };
    return [
      ...(await loadOver("HTTPS", compared, context)),
      ...(await loadOver("HTTP/2", compared, context)),
    ];
  },
};

interface Compared {
  certificateFile: string;
  backendPort: number;
  lab: BenchProcess;
  haproxy: BenchProcess;
}

async function loadOver(
  protocol: Protocol,
  { certificateFile, backendPort, lab, haproxy }: Compared,
  { progress, signal }: BenchContext,
): Promise<BenchRow[]> {
  await using bareNode = await startBareNode(protocol, { certificateFile, backendPorts: [backendPort] });
  await using bareServer = await startBareNode(protocol, { certificateFile });
  const servers = { lab, haproxy, bareNode, bareServer };
  for (const { port } of Object.values(servers)) {
    await loads[protocol](port, signal);
  }
  const perCpuSecond = await alternatingRounds(
    servers,
    rounds,
    (round) => progress(`${protocol}: ${round}`),
    async (proxy) => {
      const { requests, cpuSeconds } = await withCpuSeconds(proxy, async () => ({
        requests: await loads[protocol](proxy.port, signal),
      }));
      return requests / cpuSeconds;
    },
  );
  return [
    rowOf(`the lab's load balancer over ${protocol}`, "requests/CPU s", perCpuSecond.lab),
    rowOf(`HAProxy over ${protocol}`, "requests/CPU s", perCpuSecond.haproxy),
    ...throughputRows(perCpuSecond, ` over ${protocol}`, 0.35),
    rowOf(
      `bare Node that answers by itself / HAProxy over ${protocol}`,
      "×",
      ratios(perCpuSecond.bareServer, perCpuSecond.haproxy),
    ),
  ];
}
