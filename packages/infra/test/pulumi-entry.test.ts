import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "../src/artifact/artifact.ts";
import { healthy, serveAwsApi, unhealthy } from "./aws-api.ts";
import { runUnderPulumi } from "./pulumi-runtime.ts";
import { recorded } from "./recorded.ts";

let expected: ResourceGraph;
beforeAll(async () => {
  expected = await recorded("basic");
});

/** A config as Pulumi hands it over: the recording's, which has Pulumi.yaml's defaults. */
function config(changes: Record<string, string> = {}): Record<string, string> {
  const entries = Object.entries({ ...expected.config, ...changes }).map(([key, value]) => [
    key.includes(":") ? key : `soft-landing:${key}`,
    typeof value === "object" ? JSON.stringify(value) : String(value),
  ]);
  return Object.fromEntries(entries);
}

const gateAnswers = (state: string) => ({
  instances: ["i-1", "i-2", "i-3"],
  health: { "i-1": state, "i-2": state, "i-3": state },
});
const withApi = ({ url }: { url: string }, seconds: string) => ({
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_ENDPOINT_URL: url,
  SOFT_LANDING_RELEASE_TIMEOUT_SECONDS: seconds,
});

/** What the runner ends with where it has shown the person what to do. */
const shownToThePerson = 32;

// Each of these starts Pulumi's SDK anew, seconds of work on a busy machine.
describe("run by Pulumi's own runner", { timeout: 120_000 }, () => {
  test("the program registers what the recording holds, under one stack", async () => {
    await using api = await serveAwsApi(gateAnswers(healthy));
    const { exitCode, shown, resources, outputs } = await runUnderPulumi("basic", config(), {
      env: withApi(api, "30"),
    });
    expect([exitCode, shown]).toEqual([0, []]);
    expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(expected.outputs).toSorted());
    const own = resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
    expect(own.map(({ type, name }) => `${type} ${name}`).toSorted()).toEqual(
      expected.resources.map(({ type, name }) => `${type} ${name}`).toSorted(),
    );
  });

  test("a release that does not serve ends it with an error, after everything is registered", async () => {
    await using api = await serveAwsApi(gateAnswers(unhealthy));
    const { exitCode, shown, written, resources } = await runUnderPulumi("basic", config(), {
      env: withApi(api, "0"),
    });
    expect(exitCode).toBe(shownToThePerson);
    expect(shown).toEqual([expect.stringContaining("The release of build basic does not serve")]);
    expect(shown[0] + written).not.toMatch(/\n\s+at /);
    expect(resources).toHaveLength(expected.resources.length + 1);
  });

  test("a first preview foresees the same resources, with no output known, and asks no gate", async () => {
    const { exitCode, shown, written, resources } = await runUnderPulumi("basic", config(), {
      preview: true,
    });
    expect([exitCode, shown, written]).toEqual([0, [], ""]);
    expect(resources.map(({ name }) => name).toSorted()).toEqual(
      [...expected.resources.map(({ name }) => name), "soft-landing-basic"].toSorted(),
    );
  });

  test("nothing is built: it builds, and says so in a line", async () => {
    const clone = mkdtempSync(join(tmpdir(), "soft-landing-clone-"));
    try {
      for (const part of [
        "pnpm-lock.yaml",
        ...["artifact", "infra", "server", "shared"].map((name) => `packages/${name}`),
      ]) {
        const unbuilt = (path: string) => !/\/(dist|test|test-results)$/.test(path);
        cpSync(join(repositoryRoot, part), join(clone, part), {
          ...{ recursive: true, verbatimSymlinks: true, filter: unbuilt },
        });
      }
      symlinkSync(join(repositoryRoot, "node_modules"), join(clone, "node_modules"));
      const folder = join(clone, "packages/infra");
      const { exitCode, shown, told } = await runUnderPulumi("basic", config(), { preview: true, folder });
      expect([exitCode, shown]).toEqual([0, []]);
      expect(told).toEqual([
        expect.stringMatching(/^Built the server's artifacts\. Build basic has not been built.*$/),
      ]);
    } finally {
      rmSync(clone, { recursive: true });
    }
  });

  test("mistakes in the config, of types too, end it with all of them, no stack trace and not one resource", async () => {
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
    const { exitCode, shown, written, resources } = await runUnderPulumi("basic", config(mistakes));
    expect(exitCode).toBe(shownToThePerson);
    expect(shown).toHaveLength(1);
    const [title, ...lines] = (shown[0] ?? "").split("\n");
    expect(title).toBe("The stack's config has 9 mistakes. Nothing was changed.");
    for (const [key, value] of Object.entries(mistakes)) {
      expect(lines).toContainEqual(
        expect.stringContaining(`  packages/infra/Pulumi.basic.yaml: ${key} = ${value}: `),
      );
    }
    expect(shown[0] + written).not.toMatch(/\n\s+at /);
    expect(resources.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
  });

  test("without credentials it ends with one line and the remedy, and asks AWS nothing", async () => {
    const { exitCode, shown, written, resources } = await runUnderPulumi("basic", config(), {
      env: {},
    });
    expect(exitCode).toBe(shownToThePerson);
    expect(shown).toEqual([
      expect.stringMatching(/^There are no AWS credentials.*aws configure.*aws:profile NAME$/),
    ]);
    expect(written).toBe("");
    expect(resources).toHaveLength(1);
  });

  test.each<[string, string, RegExp]>([
    [
      "an older Node",
      'Object.defineProperty(process.versions,"node",{value:"22.17.1"})',
      /^Node 22\.17\.1 at .* is too old.*pnpm pulumi/s,
    ],
    [
      "a missing dependency",
      'import {registerHooks as h} from "node:module";h({resolve(s,c,n){return n(s==="zod"?"nowhere":s,c)}})',
      /^Dependencies of this program are not installed \(Cannot find package 'nowhere'.*npx -y pnpm@12 install$/,
    ],
  ])("%s ends it with the remedy instead of a stack trace", async (_what, source, message) => {
    const nodeOptions = ["--import", `data:text/javascript,${encodeURIComponent(source)}`];
    const { exitCode, shown, written } = await runUnderPulumi("basic", config(), { nodeOptions });
    expect(exitCode).toBe(shownToThePerson);
    expect(shown).toEqual([expect.stringMatching(message)]);
    expect(written).not.toMatch(/\n\s+at /);
  });
});
