import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CustomResource } from "@pulumi/pulumi";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packArtifact } from "../../../aws-local/test/artifacts.ts";
import { runLabProcess } from "../lab-cli.ts";
import { visit, visits, visitsDuring } from "../page-visits.ts";
import { failureOf, noEngine, onTheEngine } from "../provider/engine.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type EmptyLab, openLabStack, startEmptyLab } from "./empty-lab.ts";

describe.skipIf(noEngine)(onTheEngine("a stack's life in the lab, by pulumi alone"), () => {
  useOwnStateHome();
  let lab: EmptyLab;
  let opened: Awaited<ReturnType<typeof openLabStack>>;
  let stack: Stack;
  let pageUrl: string;
  let folder: string;

  const snapshot = () => lab.control.snapshot();
  const config = (key: string, value: string, path = false) =>
    stack.setConfig(`soft-landing:${key}`, { value }, path);
  const changesOf = async (up: ReturnType<Stack["up"]>) => (await up).summary.resourceChanges ?? {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lifecycle-"));
    lab = await startEmptyLab();
    Object.assign(process.env, lab.environment, { SOFT_LANDING_RELEASE_TIMEOUT_SECONDS: "60" });
    opened = await openLabStack(lab, "basic");
    stack = opened.stack;
  });
  afterAll(async () => {
    opened?.close();
    await lab?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("nine mistakes in the config, wrong types too, are one report, and nothing is created", async () => {
    const mistakes = {
      build: "bsic",
      instanceCount: "many",
      ingressCidrs: "10.0.0.0/8",
      accessLogs: "yes",
      healthCheck: "medium",
      vpcCidrBlock: "10.0.0.0/30",
      releaseTimeoutMinutes: "0",
      availabilityZones: '["us-east-1e","us-east-1a","us-east-1b"]',
      instancecount: "3",
    };
    for (const [key, value] of Object.entries(mistakes)) {
      await config(key, value);
    }
    const failure = await failureOf(stack.up());
    expect(failure).toContain("The stack's config has 9 mistakes. Nothing was changed.");
    for (const [key, value] of Object.entries(mistakes)) {
      expect(failure).toContain(`packages/infra/Pulumi.basic.yaml: ${key} = ${value}: `);
    }
    expect(failure).not.toMatch(/\n\s+at /);
    expect((await lab.control.stacks()).stacks).toEqual([]);
    for (const key of Object.keys(mistakes)) {
      await stack.removeConfig(`soft-landing:${key}`);
    }
  });

  test("up after Ctrl-C continues where it ended", async () => {
    const ctrlC = new AbortController();
    const cancelled = stack.up({
      signal: ctrlC.signal,
      onEvent({ resourcePreEvent }) {
        if (resourcePreEvent?.metadata.type === "aws:autoscaling/group:Group") {
          ctrlC.abort();
        }
      },
    });
    expect(await failureOf(cancelled)).toContain("error: ");
    const up = await stack.up();
    expect(up.summary.resourceChanges?.same).toBeGreaterThan(0);
    pageUrl = up.outputs.url?.value;
    expect((await visit(pageUrl)).page?.build).toBe("basic");
    expect((await snapshot()).autoScalingGroup.instances).toHaveLength(3);
  });

  test("preview --diff shows what up will do, and changes nothing", async () => {
    await config("build", "error-handling");
    const preview = await stack.preview({ diff: true });
    expect(preview.stdout).toMatch(/build\s*: "basic" => "error-handling"/);
    expect((await visit(pageUrl)).page?.build).toBe("basic");
    expect(await changesOf(stack.up())).toMatchObject(preview.changeSummary);
    expect((await visit(pageUrl)).page?.build).toBe("error-handling");
  });

  test("refresh finds nothing that has drifted", async () => {
    expect(Object.keys((await stack.refresh()).summary.resourceChanges ?? {})).toEqual(["same"]);
  });

  test("a higher instance count launches more instances of the same release; a lower one keeps them, as on AWS", async () => {
    const before = (await snapshot()).autoScalingGroup.instances.map(({ id }) => id);
    await config("instanceCount", "4");
    await stack.up();
    const { instances } = (await snapshot()).autoScalingGroup;
    expect(instances).toHaveLength(4);
    expect(instances.map(({ id }) => id)).toEqual(expect.arrayContaining(before));
    await stack.removeConfig("soft-landing:instanceCount");
    await stack.up();
    expect((await snapshot()).autoScalingGroup).toMatchObject({ minSize: 3, desiredCapacity: 4 });
  });

  test("another health check is an update in place", async () => {
    await config("healthCheck", "deep");
    const changes = await changesOf(stack.up());
    expect(changes).toMatchObject({ update: 1 });
    expect(Object.keys(changes)).not.toContain("create");
    expect((await snapshot()).targetGroup.healthCheck.path).toBe("/healthcheck/deep");
    await stack.removeConfig("soft-landing:healthCheck");
    await stack.up();
  });

  test("config set --path sets four zones, one by one, and an instance serves in each", async () => {
    for (const [index, zone] of ["a", "b", "c", "d"].entries()) {
      await config(`availabilityZones[${index}]`, `us-east-1${zone}`, true);
    }
    await config("instanceCount", "4");
    await stack.up();
    const { instances } = (await snapshot()).autoScalingGroup;
    expect(new Set(instances.map(({ availabilityZone }) => availabilityZone))).toEqual(
      new Set(["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"]),
    );
    const zones = (await visits(pageUrl, 12)).map(({ page }) => page?.instance.availabilityZone);
    expect(new Set(zones).size).toBe(4);
  });

  test("an alarm that is removed from the program is deleted, and nothing else changes", async () => {
    const own = stack.workspace.program ?? expect.fail();
    stack.workspace.program = async () => {
      new ExtraAlarm("extra");
      return await own();
    };
    expect(await changesOf(stack.up())).toMatchObject({ create: 1 });
    stack.workspace.program = own;
    const changes = await changesOf(stack.up());
    expect(changes).toEqual({ same: changes.same, delete: 1 });
  });

  test("after a kill and a switch by hand, refresh and up keep the switch and the three new servers", async () => {
    await lab.control.setParameter("false");
    const [killed] = (await snapshot()).autoScalingGroup.instances;
    await lab.control.perform("kill-instance", { instance: killed?.id ?? "" });
    await stack.refresh();
    const changes = await changesOf(stack.up());
    expect(Object.keys(changes)).toEqual(["same"]);
    const { parameter, autoScalingGroup } = await snapshot();
    expect(parameter.value).toBe("false");
    expect(autoScalingGroup.instances.map(({ id }) => id)).not.toContain(killed?.id);
    await lab.control.setParameter("true");
  });

  test("a custom artifact takes over without a lost request, and an invalid one is refused before anything changes", async () => {
    await config("build", "custom");
    await config("artifact", join(folder, "nothing.tgz"));
    expect(await failureOf(stack.up())).toContain("nothing.tgz");
    const server = `#!/bin/sh\nexec node -e '
      require("http").createServer((_, reply) => reply.end("mine")).listen(process.env.PORT, process.env.HOST)'\n`;
    await config("artifact", await packArtifact(folder, server));
    const found = await visitsDuring(pageUrl, 50, async () => {
      await stack.up();
    });
    expect(found.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
    expect(await (await fetch(pageUrl)).text()).toBe("mine");
    await config("build", "basic");
    await stack.removeConfig("soft-landing:artifact");
    await stack.up();
  });

  test("a renamed stack keeps its names, its address and nearly everything", async () => {
    const { loadBalancerArn, targetGroupArn, tableName } = (await snapshot()).outputs;
    await stack.rename({ stackName: "organization/soft-landing/renamed" });
    const { replaced } = await replacedBy(stack);
    // Their names and tags carry the stack's name.
    expect(new Set(replaced)).toEqual(
      new Set([
        "aws:cloudwatch/dashboard:Dashboard",
        "aws:autoscaling/group:Group",
        "aws:autoscaling/policy:Policy",
      ]),
    );
    expect((await visit(pageUrl)).page?.build).toBe("basic");
    expect((await lab.control.snapshot("renamed")).outputs).toMatchObject({
      ...{ loadBalancerArn, targetGroupArn, tableName },
    });
  });

  test("destroy removes everything", async () => {
    await stack.destroy();
    expect((await lab.control.stacks()).stacks).toEqual([]);
    expect((await runLabProcess("status")).stderr).toContain("This lab does not have a stack yet.");
  });

  test("the stacks' state ends with the lab, so that the next one has no stale state", async () => {
    const backend = fileURLToPath(lab.environment.PULUMI_BACKEND_URL ?? "");
    expect(existsSync(backend)).toBe(true);
    await lab.stop();
    expect(existsSync(backend)).toBe(false);
  });
});

/** An alarm without the SDK that knows its type. */
class ExtraAlarm extends CustomResource {
  constructor(name: string) {
    const rule = { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, threshold: 1 };
    super("aws:cloudwatch/metricAlarm:MetricAlarm", name, rule);
  }
}

/** Brings a stack up; the types of what was replaced. */
async function replacedBy(stack: Stack): Promise<{ replaced: string[] }> {
  const replaced: string[] = [];
  await stack.up({
    onEvent({ resOutputsEvent }) {
      const { op, type } = resOutputsEvent?.metadata ?? {};
      if (op === "create-replacement" && type !== undefined) {
        replaced.push(type);
      }
    },
  });
  return { replaced };
}
