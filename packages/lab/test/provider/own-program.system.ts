import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { beforeEach, describe, expect, test } from "vitest";
import { failureOf, noEngine, onTheEngine, openStack, served } from "./engine.ts";
import { MemoryHost } from "./memory-host.ts";

const infra = join(import.meta.dirname, "../../../infra");

let host: MemoryHost;
let faults: unknown[];
let stack: Stack;

/** The stack `basic` of packages/infra, with its program as it is. */
beforeEach(async () => {
  if (noEngine !== undefined) {
    return;
  }
  host = new MemoryHost();
  const provider = await served(host);
  faults = provider.faults;
  stack = await openStack(provider.port, {
    stack: "basic",
    config: { "aws:region": "us-east-1", "soft-landing:build": "basic" },
    program: await ownProgram(),
  });
});

async function ownProgram(): Promise<PulumiFn> {
  // The lab imports nothing of infra: it knows its program as Pulumi does, by its file.
  const { program } = await import(pathToFileURL(join(infra, "src/index.ts")).href);
  return program;
}

function named(what: string): string[] {
  return host.done.filter((done) => done.startsWith(what));
}

describe.skipIf(noEngine)(onTheEngine("the program of packages/infra on Pulumi's engine"), () => {
  test("goes from nothing to a release, stays, changes its build without a gap, and goes", async () => {
    const up = await stack.up();
    const resources = host.resources.size;
    expect(up.summary.resourceChanges?.create).toBeGreaterThan(resources);
    const [balancer] = ofType("aws:lb/loadBalancer:LoadBalancer");
    expect(up.outputs.loadBalancerArn?.value).toBe(balancer?.outputs.arn);
    const zones = ofType("aws:ec2/subnet:Subnet").map(({ inputs }) => inputs.availabilityZone);
    expect([...new Set(zones)].toSorted()).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);

    const again = await stack.up();
    expect(again.summary.resourceChanges).toEqual({ same: up.summary.resourceChanges?.create });

    await stack.setConfig("soft-landing:build", { value: "error-handling" });
    host.done.length = 0;
    const preview = await stack.preview({ diff: true });
    expect(host.done).toEqual([]);
    expect(preview.stdout).toMatch(/build\s*: "basic" => "error-handling"/);

    const changed = await stack.up();
    expect(changed.summary.resourceChanges).toMatchObject(preview.changeSummary);
    const created = named("create sl-basic-release-");
    const deleted = named("delete sl-basic-release-");
    expect(created.length).toBeGreaterThan(0);
    expect(deleted).toHaveLength(created.length);
    expect(host.done.lastIndexOf(created.at(-1) ?? "")).toBeLessThan(host.done.indexOf(deleted[0] ?? ""));
    expect(host.resources.size).toBe(resources);

    await stack.destroy();
    expect(host.resources.size).toBe(0);
    expect(faults).toEqual([]);
  });

  test("makes anew what was lost, and goes on where an error or Ctrl-C ended it", async () => {
    host.during = (what) => {
      if (what.startsWith("create sl-basic-release-")) {
        throw Object.assign(new Error("You have requested more vCPU capacity"), {
          name: "VcpuLimitExceeded",
        });
      }
    };
    expect(await failureOf(stack.up())).toContain("VcpuLimitExceeded: You have requested more vCPU capacity");

    const ctrlC = new AbortController();
    host.during = async (what, { signal }) => {
      if (what.startsWith("create sl-basic-release-")) {
        ctrlC.abort();
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      }
    };
    expect(await failureOf(stack.up({ signal: ctrlC.signal }))).toContain("It was cancelled.");

    host.during = () => {};
    await stack.up();
    const resources = host.resources.size;
    const alarm = [...host.resources].find(
      ([, { type }]) => type === "aws:cloudwatch/metricAlarm:MetricAlarm",
    );
    host.resources.delete(alarm?.[0] ?? "");
    const refresh = await stack.refresh();
    expect(refresh.summary.resourceChanges).toMatchObject({ delete: 1 });
    expect((await stack.up()).summary.resourceChanges).toMatchObject({ create: 1 });
    expect(host.resources.size).toBe(resources);
  });
});

function ofType(type: string) {
  return [...host.resources.values()].filter((resource) => resource.type === type);
}
