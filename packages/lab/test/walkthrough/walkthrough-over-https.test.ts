import { readFile, stat } from "node:fs/promises";
import http2 from "node:http2";
import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import { stackStatus } from "@soft-landing/experiments/place/stack-status";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLab } from "../../src/checker/open-world.ts";
import { runChecks } from "../../src/checker/run-checks.ts";
import type { LabControl } from "../../src/client/lab-control.ts";
import type { StartedLab } from "../../src/running/start-lab.ts";
import { walkthroughSteps } from "../../src/walkthrough/steps.ts";
import { type HttpsLab, startHttpsLab } from "../https-lab.ts";
import { runLab } from "../lab-cli.ts";
import { visit } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

describe("a stack with a certificate, in a lab", () => {
  useOwnStateHome();
  let lab: HttpsLab;
  let started: StartedLab;
  let control: LabControl;
  let pageUrl: string;

  beforeAll(async () => {
    lab = await startHttpsLab();
    ({ started, control, pageUrl } = lab);
  });
  afterAll(() => started?.close());

  test("serves the page over HTTPS, and redirects there from HTTP at the same address", async () => {
    expect(pageUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect((await visit(pageUrl)).page).toMatchObject({ build: "basic", personal: true });
    const redirected = await fetch(`${pageUrl.replace("https:", "http:")}/healthcheck`);
    expect(redirected).toMatchObject({ status: 200, url: `${pageUrl}/healthcheck` });
  });

  test("is reached by the domain name of its certificate, over HTTP/2", async () => {
    const { port } = new URL(pageUrl);
    const session = http2.connect(`https://${lab.domainName}:${port}`, {
      servername: lab.domainName,
      host: "127.0.0.1",
    } as object);
    const stream = session.request({ ":path": "/healthcheck" });
    const status = await new Promise((resolve, reject) => {
      session.once("error", reject);
      stream.once("response", (headers) => resolve(headers[":status"]));
    });
    session.destroy();
    expect(status).toBe(200);
  });

  test("names the authority in env and status; its key is readable for the owner only", async () => {
    const { certificateFile } = started.lab.record;
    const { stdout } = await runLab("env");
    expect(stdout).toContain(`export SOFT_LANDING_CA='${certificateFile}'\n`);
    expect((await runLab("status")).stdout).toContain(`curl --cacert '${certificateFile}' ${pageUrl}`);
    expect(await readFile(certificateFile, "utf8")).toContain("BEGIN CERTIFICATE");
    const key = await stat(certificateFile.replace("ca.pem", "ca-key.pem"));
    expect(key.mode & 0o777).toBe(0o600);
  });

  test("gets the lab's own traffic", async () => {
    const place = placeOfLab(await control.snapshot());
    const requests = async () => (await stackStatus(place, new Date(0))).counts.requestCount ?? 0;
    const before = await requests();
    started.lab.traffic.set(50);
    while ((await requests()) < before + 10) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    started.lab.traffic.set(0);
    closePlace(place);
  });

  test("passes the whole walkthrough over HTTPS", async () => {
    const { signal } = new AbortController();
    const { world, leave } = await openLab(control, signal);
    const options = { checks: walkthroughSteps, world, signal, endAtFirstFailure: true };
    const outcomes = await runChecks({ ...options, onOutcome: () => undefined }).finally(leave);
    expect(outcomes.filter(({ outcome }) => outcome !== "passed")).toEqual([]);
    expect(outcomes).toHaveLength(walkthroughSteps.length);
  }, 90_000);
});
