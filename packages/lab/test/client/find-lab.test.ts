import { stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { LabStacks } from "@soft-landing/shared/lab-api";
import { afterEach, describe, expect, test } from "vitest";
import { findLab } from "../../src/client/find-lab.ts";
import {
  type RunningLabRecord,
  readStateFile,
  removeStateFile,
  writeStateFile,
} from "../../src/state/state-file.ts";
import { useOwnStateHome } from "../state-home.ts";

const stateHome = useOwnStateHome();
const written: number[] = [];
afterEach(async () => {
  for (const pid of written.splice(0)) {
    await removeStateFile(pid);
  }
});

function record(changes: Partial<RunningLabRecord>): RunningLabRecord {
  return {
    labId: "one",
    pid: process.pid,
    stack: "basic",
    region: "us-east-1",
    pageUrl: "http://127.0.0.1:1",
    consoleUrl: "http://127.0.0.1:1",
    consolePort: 1,
    awsEndpointUrl: "http://127.0.0.1:1",
    certificateFile: "/nowhere/ca.pem",
    pulumi: { providerPort: 1, backendUrl: "file:///nowhere" },
    startedAt: "2026-01-01T00:00:00Z",
    isPrivate: false,
    token: "t".repeat(64),
    ...changes,
  };
}

async function write(changes: Partial<RunningLabRecord>): Promise<void> {
  const whole = record(changes);
  written.push(whole.pid);
  await writeStateFile(whole);
}

test("a state file can be read by its owner only, and says what was written", async () => {
  await write({});
  const { mode } = await stat(join(stateHome, "soft-landing", `lab-${process.pid}.json`));
  expect(mode & 0o777).toBe(0o600);
  expect(await readStateFile(process.pid)).toEqual(record({}));
});

describe("finds no lab", () => {
  test("without a state file", async () => {
    await expect(findLab(undefined)).rejects.toThrow("No lab is running.");
  });

  test("for the state file of an ended process, and removes it", async () => {
    // Beyond any system's largest pid.
    await write({ pid: 2 ** 30 });
    await expect(findLab(undefined)).rejects.toThrow("No lab is running.");
    expect(await readStateFile(2 ** 30)).toBeUndefined();
  });

  test("for a file that is not a state file", async () => {
    await write({});
    await writeFile(join(stateHome, "soft-landing", `lab-${process.pid}.json`), "{");
    await expect(findLab(undefined)).rejects.toThrow("No lab is running.");
  });

  test("if another process has the process ID and nothing answers", async () => {
    await write({});
    await expect(findLab(undefined)).rejects.toThrow("No lab is running.");
  });

  test("if another program answers on the console port", async () => {
    const other = createServer((_request, response) => response.end("{}")).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await write({ consoleUrl: `http://127.0.0.1:${port}`, consolePort: port });
    await expect(findLab(undefined)).rejects.toThrow("No lab is running.");
    other.close();
  });

  test("for a console port that no lab has", async () => {
    await expect(findLab(4711)).rejects.toThrow("No lab has its console on port 4711.");
  });
});

test("a lab that a command runs for itself is found only by its console port, and named if no other runs", async () => {
  const stacks: LabStacks = {
    labId: "one",
    startedAt: "2026-01-01T00:00:00Z",
    stacks: [],
    offers: [],
    failure: null,
  };
  const console = createServer((_request, response) => response.end(JSON.stringify(stacks)));
  await new Promise<void>((resolve) => void console.listen(0, "127.0.0.1", resolve));
  const { port } = console.address() as AddressInfo;
  await write({ consoleUrl: `http://127.0.0.1:${port}`, consolePort: port, isPrivate: true });
  await expect(findLab(undefined)).rejects.toThrow(
    `No lab is running. Other commands are running these:\n    --console-port ${port}: stack basic`,
  );
  expect((await findLab(port)).record.isPrivate).toBe(true);
  console.close();
});
