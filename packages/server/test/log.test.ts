import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { constants, createReadStream, existsSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { serverBuilds } from "@soft-landing/shared/builds";
import { describe, expect, test } from "vitest";
import {
  type ArtifactProcess,
  environmentFor,
  startArtifact,
  untilHealthy,
} from "./stand-ins/artifact-process.ts";
import { startAws } from "./stand-ins/aws.ts";

const withoutFullDisk = "skipped: this system has no /dev/full";

/** Makes lines in the log of either build: a target that is not a URL is refused, and one line. */
async function refuse(server: ArtifactProcess, requests: number, targetLength = 20): Promise<void> {
  const socket = connect(server.port, "127.0.0.1");
  const target = `http://[${"a".repeat(targetLength)}`;
  const request = `GET ${target} HTTP/1.1\r\nHost: test\r\n\r\n`;
  let answers = 0;
  const answered = new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      answers += String(chunk).split("HTTP/1.1 400 ").length - 1;
      if (answers === requests) {
        resolve();
      }
    });
  });
  for (let sent = 0; sent < requests; sent += 1) {
    if (!socket.write(request)) {
      await once(socket, "drain");
    }
  }
  await answered;
  socket.destroy();
}

/** Reads a log until this many of its lines are accounted for, either read or told to be lost. */
async function readUntil(log: Readable, refusals: number) {
  let [read, lost, bytes] = [0, 0, 0];
  for await (const line of createInterface({ input: log })) {
    const { msg, lostLines } = JSON.parse(line);
    bytes += line.length + 1;
    read += msg.startsWith("request refused") ? 1 : 0;
    lost += lostLines ?? 0;
    if (read + lost >= refusals) {
      return { read, lost, bytes };
    }
  }
  throw new Error(`The log ended after ${read} lines, with ${lost} lost.`);
}

describe.each(serverBuilds)("%s, when its log cannot be written", (build) => {
  test("on a full disk it serves and ends as before", async ({ skip }) => {
    skip(!existsSync("/dev/full"), withoutFullDisk);
    await using aws = await startAws();
    await using full = await open("/dev/full", "w");
    await using server = await startArtifact(build, await environmentFor(aws), full.fd);
    await untilHealthy(server);
    await refuse(server, 500);
    expect((await fetch(server.url)).status).toBe(200);
    server.child.kill("SIGTERM");
    expect(await server.ended).toBe(0);
  });

  test("on a full disk it still ends with 1 if it cannot start", async ({ skip }) => {
    skip(!existsSync("/dev/full"), withoutFullDisk);
    await using full = await open("/dev/full", "w");
    await using server = await startArtifact(build, { PORT: "http" }, full.fd);
    expect(await server.ended).toBe(1);
  });

  test("while nobody reads it keeps at most 8 MB of lines, serves as before, and then logs how many are lost", async () => {
    await using aws = await startAws();
    await using server = await startArtifact(build, await environmentFor(aws));
    await untilHealthy(server);
    const refusals = 3_000;
    await refuse(server, refusals, 8_000);
    const log = server.child.stdout ?? expect.fail("its output is a pipe");
    const { read, lost, bytes } = await readUntil(log, refusals);
    expect(read + lost).toBe(refusals);
    expect(bytes).toBeLessThan(10_000_000);
  });

  test("while nobody reads it still ends with 0 on SIGTERM", async () => {
    await using aws = await startAws();
    await using server = await startArtifact(build, await environmentFor(aws));
    await untilHealthy(server);
    await refuse(server, 3_000, 8_000);
    server.child.kill("SIGTERM");
    await once(server.child, "exit");
    expect(server.child.exitCode).toBe(0);
  });

  test("when its reader leaves it serves as before, and the next reader gets every line", async () => {
    const folder = await mkdtemp(join(tmpdir(), "soft-landing-log-"));
    const pipe = join(folder, "log");
    execFileSync("mkfifo", [pipe]);
    await using aws = await startAws();
    const first = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = await open(pipe, "w");
    await using server = await startArtifact(build, await environmentFor(aws), writer.fd);
    await writer.close();
    await untilHealthy(server);
    await first.close();
    await refuse(server, 100);
    expect((await fetch(server.url)).status).toBe(200);
    const second = createReadStream(pipe);
    expect(await readUntil(second, 100)).toMatchObject({ read: 100, lost: 0 });
    second.destroy();
    await rm(folder, { recursive: true });
  });
});
