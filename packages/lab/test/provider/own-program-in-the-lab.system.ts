import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { runLab } from "../lab-cli.ts";
import { useOwnStateHome } from "../state-home.ts";
import { failureOf, noEngine, onTheEngine, openStack } from "./engine.ts";
import { type EmptyLab, startEmptyLab } from "./running-empty-lab.ts";

const infra = join(import.meta.dirname, "../../../infra");

useOwnStateHome();

describe.skipIf(noEngine)(
  onTheEngine("this project's own program, from nothing to nothing in an empty lab"),
  () => {
    let lab: EmptyLab;

    beforeAll(async () => {
      lab = await startEmptyLab();
      // The program asks the lab's AWS itself, and here it runs in this process.
      for (const [name, value] of Object.entries(lab.env)) {
        vi.stubEnv(name, value);
      }
    });

    afterAll(async () => {
      vi.unstubAllEnvs();
      expect(await lab.end()).toBe(0);
    });

    test("up serves, a second up changes nothing, another build replaces the release, destroy leaves nothing", async () => {
      const stack = await ownStack(lab);
      const up = await stack.up();
      const url = up.outputs.url?.value;
      expect(await buildServedAt(url)).toBe("basic");

      const again = await stack.up();
      expect(again.summary.resourceChanges).toEqual({ same: up.summary.resourceChanges?.create });

      await stack.setConfig("soft-landing:build", { value: "error-handling" });
      const preview = await stack.preview({ diff: true });
      expect(preview.stdout).toMatch(/build\s*: "basic" => "error-handling"/);
      expect(await buildServedAt(url)).toBe("basic");
      const changed = await stack.up();
      expect(changed.summary.resourceChanges).toMatchObject(preview.changeSummary);
      expect(changed.summary.resourceChanges?.create).toBe(changed.summary.resourceChanges?.delete);
      expect(await buildServedAt(url)).toBe("error-handling");

      expect((await stack.refresh()).summary.resourceChanges).toEqual({
        same: up.summary.resourceChanges?.create,
      });
      await stack.destroy();
      expect((await runLab("status")).stderr).toContain("No stack is up in this lab.");
    });

    test("up after Ctrl-C in the middle goes on where it ended", async () => {
      const stack = await ownStack(lab);
      const ctrlC = new AbortController();
      const cancelled = failureOf(
        stack.up({
          signal: ctrlC.signal,
          onEvent({ resourcePreEvent }) {
            if (resourcePreEvent?.metadata.type === "aws:autoscaling/group:Group") {
              ctrlC.abort();
            }
          },
        }),
      );
      expect(await cancelled).toContain("error: ");
      const up = await stack.up();
      expect(up.summary.resourceChanges?.same).toBeGreaterThan(0);
      expect(await buildServedAt(up.outputs.url?.value)).toBe("basic");
      await stack.destroy();
    });
  },
);

/** The stack `basic` of packages/infra, with its settings and its program as they are. */
async function ownStack({ env }: EmptyLab): Promise<Stack> {
  const { config, description } = parse(readFileSync(join(infra, "Pulumi.yaml"), "utf8"));
  return openStack(env, {
    stack: `basic-${Math.random().toString(36).slice(2, 8)}`,
    project: { config, description },
    config: { "aws:region": "us-east-1", "soft-landing:build": "basic" },
    program: await ownProgram(),
  });
}

async function ownProgram(): Promise<PulumiFn> {
  // The lab imports nothing of infra: it knows its program as Pulumi does, by its file.
  const { program } = await import(pathToFileURL(join(infra, "src/index.ts")).href);
  return program;
}

async function buildServedAt(url: unknown): Promise<unknown> {
  const response = await fetch(String(url), { headers: { accept: "application/json" } });
  return ((await response.json()) as { build: unknown }).build;
}
