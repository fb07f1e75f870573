import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { stackBuilds } from "@soft-landing/shared/builds";
import { recordStack } from "@soft-landing/stack-graph/record/record-stack";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { projectFolder } from "../src/artifact/artifact.ts";
import { recorded } from "./recorded.ts";

describe("a recording", () => {
  test("is the same each time", async () => {
    expect(await recorded("basic")).toEqual(await recorded("basic"));
  });

  test("opens no socket", async () => {
    const connect = vi.spyOn(Socket.prototype, "connect");
    const startedMs = performance.now();
    await recorded("basic", { accessLogs: "true", shipLogs: "true" });
    console.log(`evaluated in ${Math.round(performance.now() - startedMs)} ms`);
    expect(connect).not.toHaveBeenCalled();
    connect.mockRestore();
  });

  test("equals the graphs that turbo build writes", async () => {
    for (const stack of ["basic", "error-handling"]) {
      const built: unknown = JSON.parse(
        readFileSync(join(projectFolder, `dist/${stack}.graph.json`), "utf8"),
      );
      expect(built).toEqual(await recorded(stack));
    }
  });

  test("has typed config, with Pulumi.yaml's defaults", async () => {
    const { config } = await recorded("basic", { instanceCount: "5" });
    expect(config).toMatchObject({
      build: "basic",
      instanceCount: 5,
      accessLogs: false,
      ingressCidrs: ["0.0.0.0/0"],
    });
  });

  test("refuses an unknown stack and names the known ones", async () => {
    await expect(recorded("nope")).rejects.toThrow(/no stack nope.*basic, .*error-handling/s);
  });
});

describe("mistakes in the config", () => {
  let message: string;
  beforeAll(async () => {
    const overrides = {
      build: "bsic",
      instanceCount: "0",
      artifact: "mine.tgz",
      ingressCidrs: '["10.0.0.1/8"]',
      availabilityZones: '["us-east-1a","us-east-1b","us-east-1z"]',
    };
    message = await recordStack({ projectFolder, stack: "basic", configFile: undefined, overrides }).then(
      () => "no error",
      (error: Error) => error.message,
    );
  });

  test.each([
    ["build", "bsic", stackBuilds.join(", ")],
    ["instanceCount", "0", "from 1 to 50"],
    ["ingressCidrs", "10.0.0.1/8", "10.0.0.0/8"],
    ["availabilityZones", "us-east-1z", "us-east-1a, us-east-1b, us-east-1c"],
  ])("name %s with value %s and remedy", (key, value, remedy) => {
    const line = message.split("\n").find((text) => text.includes(`${key} =`));
    expect(line).toContain(value);
    expect(line).toContain(remedy);
  });
});
