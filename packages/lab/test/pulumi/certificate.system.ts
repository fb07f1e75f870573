import { setTimeout as delay } from "node:timers/promises";
import { CertificateNotFoundException } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createControlServer } from "../../src/control/control-server.ts";
import { type StartedLab, startLab } from "../../src/running/start-lab.ts";
import { runLabProcess } from "../lab-cli.ts";
import { visitsDuring } from "../page-visits.ts";
import { failureOf, noEngine, onTheEngine } from "../provider/engine.ts";
import { useOwnStateHome } from "../state-home.ts";
import { openLabStack } from "./empty-lab.ts";

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1f0e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

describe.skipIf(noEngine)(onTheEngine("a certificate comes and goes"), () => {
  useOwnStateHome();
  // In this process, so that a test can refuse in AWS's place.
  let started: StartedLab;
  let opened: Awaited<ReturnType<typeof openLabStack>>;
  let stack: Stack;
  let httpUrl: string;

  beforeAll(async () => {
    started = await startLab({
      source: { kind: "pulumi", region: "us-east-1" },
      ports: { page: 0, console: 0, aws: 0 },
      controlServer: createControlServer(new Map()),
      signal: new AbortController().signal,
    });
    const environment = JSON.parse((await runLabProcess("env", "--json")).stdout);
    Object.assign(process.env, environment);
    opened = await openLabStack({ environment }, "basic");
    stack = opened.stack;
    httpUrl = (await stack.up()).outputs.url?.value;
  });
  afterAll(async () => {
    await stack?.destroy();
    opened?.close();
    await started?.close();
  });

  /** What clients of port 80 got while something was done. */
  async function statusCodesDuring(act: () => Promise<void>): Promise<Set<number>> {
    const found = await visitsDuring(httpUrl, 50, act);
    expect(found.length).toBeGreaterThan(0);
    return new Set(found.map(({ statusCode }) => statusCode));
  }

  const wantCertificate = async () => {
    await stack.setConfig("soft-landing:certificateArn", { value: certificateArn });
    await stack.setConfig("soft-landing:domainName", { value: "shows.example.org" });
  };

  test("a certificate that AWS refuses does not change HTTP", async () => {
    const listener = started.lab.region.resources.get("aws:lb/listener:Listener") ?? expect.fail();
    const message = `Certificate '${certificateArn}' not found`;
    const refusal = vi.spyOn(listener, "create").mockImplementationOnce(async () => {
      // AWS takes its time: what does not wait for its answer is done by then.
      await delay(2_000);
      throw new CertificateNotFoundException({ message, $metadata: {} });
    });
    const seen = await statusCodesDuring(async () => {
      await wantCertificate();
      expect(await failureOf(stack.up())).toContain("CertificateNotFound");
    });
    expect(refusal).toHaveBeenCalledOnce();
    expect(seen).toEqual(new Set([200]));
  });

  test("a certificate that AWS accepts is served before HTTP redirects there", async () => {
    const seen = await statusCodesDuring(async () => {
      expect((await stack.up()).outputs.url?.value).toBe("https://shows.example.org");
    });
    expect(seen).toEqual(new Set([200, 301]));
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    const page = await request(httpUrl.replace("http:", "https:"), { dispatcher });
    expect(page.statusCode).toBe(200);
    await page.body.dump();
    await dispatcher.close();
  });

  test("when it is removed, HTTP serves again before HTTPS ends", async () => {
    const seen = await statusCodesDuring(async () => {
      await stack.removeConfig("soft-landing:certificateArn");
      await stack.removeConfig("soft-landing:domainName");
      expect((await stack.up()).outputs.url?.value).toBe(httpUrl);
    });
    expect(seen).toEqual(new Set([301, 200]));
  });
});
