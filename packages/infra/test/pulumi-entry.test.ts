import { describe, expect, test } from "vitest";
import { runUnderPulumi } from "./pulumi-runtime.ts";
import { recorded } from "./recorded.ts";

const region = { "aws:region": "us-east-1" };

/** What the runner ends with where it has shown the person what to do. */
const shownToThePerson = 32;

describe("run by Pulumi's own runner", () => {
  test("the program registers what the recording holds, under one stack", async () => {
    const config = { ...region, "soft-landing:build": "basic" };
    const { exitCode, shown, resources, outputs } = await runUnderPulumi("basic", config);
    expect([exitCode, shown]).toEqual([0, []]);
    const { resources: expected, outputs: expectedOutputs } = await recorded("basic");
    expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(expectedOutputs).toSorted());
    const own = resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
    expect(own.map(({ type, name }) => `${type} ${name}`).toSorted()).toEqual(
      expected.map(({ type, name }) => `${type} ${name}`).toSorted(),
    );
  });

  test("a first preview, to which no output is known, foresees the same resources", async () => {
    const config = { ...region, "soft-landing:build": "basic" };
    const { exitCode, shown, written, resources } = await runUnderPulumi("basic", config, { preview: true });
    expect([exitCode, shown, written]).toEqual([0, [], ""]);
    const { resources: expected } = await recorded("basic");
    expect(resources.map(({ name }) => name).toSorted()).toEqual(
      [...expected.map(({ name }) => name), "soft-landing-basic"].toSorted(),
    );
  });

  test("mistakes in the config end it with all of them, no stack trace and not one resource", async () => {
    const config = { ...region, "soft-landing:build": "bsic", "soft-landing:instanceCount": "0" };
    const { exitCode, shown, written, resources } = await runUnderPulumi("basic", config);
    expect(exitCode).toBe(shownToThePerson);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain("packages/infra/Pulumi.basic.yaml: build = bsic: use one of");
    expect(shown[0]).toContain("packages/infra/Pulumi.basic.yaml: instanceCount = 0: give a whole number");
    expect(shown[0] + written).not.toMatch(/\n\s+at /);
    expect(resources.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
  });

  test("a missing region is such a mistake", async () => {
    const { shown } = await runUnderPulumi("basic", { "soft-landing:build": "basic" });
    expect(shown.join()).toContain("aws:region is not given: set the region");
  });

  test("an older Node ends it with the remedy instead of a stack trace", async () => {
    const pretend = 'Object.defineProperty(process.versions,"node",{value:"22.17.1"})';
    const nodeOptions = ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`];
    const { exitCode, shown, written } = await runUnderPulumi("basic", region, { nodeOptions });
    expect(exitCode).toBe(shownToThePerson);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatch(/Node 22\.17\.1 at .* is too old.*pnpm pulumi/s);
    expect(shown[0] + written).not.toMatch(/\n\s+at /);
  });
});
