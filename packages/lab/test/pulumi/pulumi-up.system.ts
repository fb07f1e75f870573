import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { OpenLoad } from "@soft-landing/experiments/load/load-plan";
import { startLoadProcess } from "@soft-landing/experiments/load/load-process";
import type { Sample } from "@soft-landing/experiments/load/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packArtifact } from "../../../aws-local/test/artifacts.ts";
import { runLabProcess } from "../lab-cli.ts";
import { visit, visits, visitsDuring } from "../page-visits.ts";
import { childrenOf } from "../process-children.ts";
import { failureOf, noEngine, onTheEngine } from "../provider/engine.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type EmptyLab, openLabStack, startEmptyLab } from "./empty-lab.ts";

describe.skipIf(noEngine)(onTheEngine("pulumi up on this machine"), () => {
  useOwnStateHome();
  let lab: EmptyLab;
  let opened: Awaited<ReturnType<typeof openLabStack>>;
  let stack: Stack;
  let folder: string;
  let pageUrl: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-up-"));
    lab = await startEmptyLab();
    // The program runs in this process, and its gate asks the lab by the environment that `lab env` gives.
    // A broken release is to be told from a slow one soon.
    Object.assign(process.env, lab.environment, { SOFT_LANDING_RELEASE_TIMEOUT_SECONDS: "20" });
    opened = await openLabStack(lab, "basic");
    stack = opened.stack;
  });
  afterAll(async () => {
    opened?.close();
    await lab?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function groupCount(): Promise<number | undefined> {
    const client = new AutoScalingClient();
    const { AutoScalingGroups } = await client.send(new DescribeAutoScalingGroupsCommand());
    client.destroy();
    return AutoScalingGroups?.length;
  }

  test("goes from an empty lab to the page, and downloads no plug-in", async () => {
    const up = await stack.up();
    pageUrl = up.outputs.url?.value;
    expect((await visit(pageUrl)).page).toMatchObject({ build: "basic", personal: true });
    expect(await readdir(join(opened.pulumiHome, "plugins")).catch(() => [])).toEqual([]);
  });

  test("changes nothing the second time, and a refresh finds nothing changed", async () => {
    expect(Object.keys((await stack.up()).summary.resourceChanges ?? {})).toEqual(["same"]);
    expect(Object.keys((await stack.refresh()).summary.resourceChanges ?? {})).toEqual(["same"]);
  });

  test("creates a stack that the verbs can use", async () => {
    const { stdout } = await runLabProcess("status", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ stack: "basic", build: "basic" });
    const switched = await runLabProcess("switch", "error-handling", "--as-built");
    expect(switched.exitCode).toBe(1);
    expect(switched.stderr).toContain("pulumi config set build error-handling");
  });

  test("loses no request over six changes of build, and serves each from new instances", async () => {
    const seen = new Set<string>();
    const samples = await loadDuring(pageUrl, 200, async () => {
      for (const build of ["error-handling", "basic", "error-handling", "basic", "error-handling", "basic"]) {
        await stack.setConfig("soft-landing:build", { value: build });
        await stack.up();
        const pages = (await visits(pageUrl, 6)).map(({ page }) => page);
        expect(pages.map((page) => page?.build)).toEqual(Array(6).fill(build));
        const instances = new Set(pages.map((page) => page?.instance.id ?? ""));
        expect([...instances].filter((id) => seen.has(id))).toEqual([]);
        for (const id of instances) {
          seen.add(id);
        }
      }
    });
    expect(samples.length).toBeGreaterThan(1_000);
    expect(samples.flatMap(({ failure }) => failure ?? [])).toEqual([]);
  }, 300_000);

  test("keeps the old release however a broken one is retried, and cleans up when going back", async () => {
    const artifact = await packArtifact(folder, "#!/bin/sh\necho no table today >&2\nexit 7\n");
    const found = await visitsDuring(pageUrl, 20, async () => {
      await stack.setConfig("soft-landing:build", { value: "custom" });
      await stack.setConfig("soft-landing:artifact", { value: artifact });
      const first = await failureOf(stack.up());
      expect(first).toMatch(/Target\.FailedHealthChecks|Elb\.InitialHealthChecking|unhealthy|healthy/);
      const again: (() => Promise<unknown>)[] = [
        () => stack.up(),
        () => stack.up({ refresh: true }),
        () => stack.refresh().then(() => stack.up()),
      ];
      for (const up of again) {
        expect(await groupCount(), "the serving group and one that failed").toBe(2);
        await failureOf(up());
      }
      expect(await groupCount()).toBe(2);
      await stack.setConfig("soft-landing:build", { value: "basic" });
      await stack.removeConfig("soft-landing:artifact");
      await stack.up();
    });
    expect(found.filter(({ page }) => page?.build !== "basic")).toEqual([]);
    expect(await groupCount()).toBe(1);
  }, 300_000);

  test("keeps the parameter as the operator set it, and replaces killed instances", async () => {
    await lab.control.setParameter("false");
    const [instance] = (await lab.control.snapshot()).autoScalingGroup.instances;
    await lab.control.perform("kill-instance", { instance: instance?.id ?? "" });
    await stack.refresh();
    await stack.up();
    expect((await lab.control.snapshot()).parameter.value).toBe("false");
    await lab.control.setParameter("true");
  });

  test("creates a second stack beside the first, with its own address", async () => {
    const other = await openLabStack(lab, "error-handling", { "soft-landing:build": "error-handling" });
    const { outputs } = await other.stack.up();
    const otherUrl: string = outputs.url?.value;
    expect(otherUrl).not.toBe(pageUrl);
    expect((await visit(otherUrl)).page?.build).toBe("error-handling");
    expect((await visit(pageUrl)).page?.build).toBe("basic");
    expect((await lab.control.stacks()).stacks.map(({ name }) => name)).toEqual(["basic", "error-handling"]);
    await other.stack.destroy();
    other.close();
  });

  test("destroys everything: no process and no port of the stack is left", async () => {
    await stack.destroy();
    expect((await lab.control.stacks()).stacks).toEqual([]);
    await expect(fetch(pageUrl)).rejects.toThrow();
    const left = childrenOf(lab.pid).map(String);
    expect(execFileSync("ps", ["-o", "args=", "-p", left.join(",")], { encoding: "utf8" })).not.toContain(
      "server.cjs",
    );
  });
});

/** Requests at a constant rate from a process of their own, however busy this one is, in stretches until `during` is over. */
async function loadDuring(
  url: string,
  ratePerSecond: number,
  during: () => Promise<void>,
): Promise<Sample[]> {
  await using load = startLoadProcess();
  const samples: Sample[] = [];
  let isOver = false;
  const over = during().finally(() => {
    isOver = true;
  });
  over.catch(() => {});
  while (!isOver) {
    const plan: OpenLoad = {
      kind: "open",
      targets: [{ id: "page", url }],
      ratePerSecond,
      startAtMs: Date.now(),
      warmUpSeconds: 0,
      durationSeconds: 5,
      requestTimeoutMs: 60_000,
      maxInFlightPerTarget: 10_000,
    };
    const result = await load.run(plan, () => {}, new AbortController().signal);
    samples.push(...(result.samples.page ?? []));
  }
  await over;
  return samples;
}
