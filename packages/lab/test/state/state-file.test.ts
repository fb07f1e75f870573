import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { beforeEach, describe, expect, test } from "vitest";
import {
  prepareStateFolder,
  type RunningLabRecord,
  readStateFile,
  readStateFiles,
  writeStateFile,
} from "../../src/state/state-file.ts";
import { useOwnStateHome } from "../state-home.ts";

const home = useOwnStateHome();
const folder = join(home, "soft-landing");
beforeEach(() => rmSync(folder, { recursive: true, force: true }));

const record: RunningLabRecord = {
  labId: "lab",
  pid: process.pid,
  stack: "basic",
  region: "us-east-1",
  pageUrl: "http://127.0.0.1:8080",
  consoleUrl: "http://127.0.0.1:8081",
  consolePort: 8081,
  awsEndpointUrl: "http://127.0.0.1:4566",
  certificateFile: "/ca.pem",
  pulumi: { providerPort: 1, backendUrl: "file:///tmp" },
  startedAt: "2026-01-01T00:00:00.000Z",
  isPrivate: false,
  token: "t".repeat(32),
};
/** No process has this pid: it is beyond what systems give. */
const nobody = 2 ** 30;

test("a state file is found while its process runs, and removed when it has ended", async () => {
  await writeStateFile(record);
  await writeStateFile({ ...record, pid: nobody });
  expect(await readStateFiles()).toEqual([record]);
  expect(readdirSync(folder)).toEqual([`lab-${process.pid}.json`]);
});

test("pipes and folders among the state files are not read and not removed", async () => {
  mkdirSync(join(folder, "lab-1.json"), { recursive: true });
  execFileSync("mkfifo", [join(folder, "lab-2.json"), join(folder, `lab-${process.pid}.json`)]);
  expect(await readStateFiles()).toEqual([]);
  expect(await readStateFile(process.pid)).toBeUndefined();
  expect(readdirSync(folder)).toHaveLength(3);
});

describe("if a file has the folder's name", () => {
  beforeEach(() => writeFileSync(folder, "not a folder"));

  test.each([
    ["before anything is started", () => prepareStateFolder(process.pid)],
    ["when the lab has started", () => writeStateFile(record)],
  ])("%s, it is named with a remedy", async (_when, write) => {
    const refusal = await write().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UserMistake);
    expect((refusal as UserMistake).message).toContain(`its state folder ${folder}: E`);
    expect((refusal as UserMistake).remedy).toContain("XDG_STATE_HOME");
  });

  test("no lab is found", async () => {
    expect(await readStateFiles()).toEqual([]);
  });
});
