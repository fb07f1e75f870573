import { createLabControl, type LabControl } from "../src/client/lab-control.ts";
import { trustAuthority } from "../src/client/trust-authority.ts";
import { createControlServer } from "../src/control/control-server.ts";
import { evaluateStack } from "../src/program/stack-graph.ts";
import { type StartedLab, startLab } from "../src/running/start-lab.ts";

/** What a stack's config says for HTTPS. */
const overHttps = {
  certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/8bd6e6d1-0000-4000-8000-000000000001",
  domainName: "shows.example.org",
};

/** A lab in this process whose stack `basic` has a certificate. */
export interface HttpsLab {
  started: StartedLab;
  control: LabControl;
  pageUrl: string;
  /** The name that the certificate is for. */
  domainName: string;
  /** The authority's certificate, which this process trusts. */
  certificateFile: string;
}

/** Expects that the test uses a state home of its own. */
export async function startHttpsLab(signal: AbortSignal): Promise<HttpsLab> {
  const recorded = async (name: string) => ({
    graph: await evaluateStack(name, overHttps),
    evaluate: (request: { build: string }) => evaluateStack(name, { build: request.build, ...overHttps }),
  });
  const started = await startLab({
    source: {
      kind: "graph",
      first: await recorded("basic"),
      names: ["basic"],
      record: recorded,
    },
    ports: { page: 0, console: 0, aws: 0 },
    controlServer: createControlServer(new Map()),
    signal,
  });
  const { consoleUrl, token, pageUrl, certificateFile } = started.lab.record;
  trustAuthority(certificateFile);
  return {
    started,
    control: createLabControl(consoleUrl, token),
    pageUrl: pageUrl ?? "",
    domainName: overHttps.domainName,
    certificateFile,
  };
}
