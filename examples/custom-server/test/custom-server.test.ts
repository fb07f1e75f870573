import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fallbackRecommendation, healthCheckSchema, pageSchema } from "@soft-landing/shared/page";
import { extract } from "tar";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { packServer } from "../pack.ts";
import { type AwsStandIn, startAwsStandIn } from "./aws-stand-in.ts";

const exampleFolder = join(import.meta.dirname, "..");
let workFolder: string;
let standIn: AwsStandIn;
let running: ChildProcess | undefined;

beforeAll(async () => {
  workFolder = await mkdtemp(join(tmpdir(), "custom-server-test-"));
  await packServer(exampleFolder, join(workFolder, "as-given.tgz"));
  await packServer(await mendedExample(), join(workFolder, "mended.tgz"));
});
afterAll(() => rm(workFolder, { recursive: true }));

beforeEach(async () => {
  standIn = await startAwsStandIn();
});
afterEach(async () => {
  await stop();
  await standIn[Symbol.asyncDispose]();
});

test("the artifact has only an executable start and the bundled server", async () => {
  const unpacked = await unpack("as-given");
  expect((await stat(join(unpacked, "start"))).mode & 0o111).toBe(0o111);
  expect((await stat(join(unpacked, "server.mjs"))).isFile()).toBe(true);
});

test("a server that does not compile is not packed; the error names file and line", async () => {
  const folder = await mkdtemp(join(workFolder, "broken-"));
  await writeFile(join(folder, "server.ts"), "const port = ;\n");
  const packing = packServer(folder, join(workFolder, "broken.tgz"));
  await expect(packing).rejects.toThrow(/server\.ts:1:13/);
  await expect(stat(join(workFolder, "broken.tgz"))).rejects.toThrow("ENOENT");
});

test("while the dependency works, the page is personal and fits the contract", async () => {
  await start("as-given");
  const page = pageSchema.parse(JSON.parse(await request("/")));
  expect(page).toMatchObject({
    build: "custom",
    personal: true,
    recommendation: expect.stringMatching(/^Show [1-4]$/),
  });
});

test("without a change it does not survive: a failed dependency ends the request without a reply", async () => {
  await start("as-given");
  standIn.setSwitch("false");
  await expect(request("/")).rejects.toThrow("socket hang up");
});

test("without a change its health check still says healthy", async () => {
  await start("as-given");
  standIn.setSwitch("false");
  expect(healthCheckSchema.parse(JSON.parse(await request("/healthcheck"))).status).toBe("healthy");
});

test("with the answer from its README, it survives and says why it is degraded", async () => {
  await start("mended");
  standIn.setSwitch("false");
  const page = pageSchema.parse(JSON.parse(await request("/")));
  expect(page).toMatchObject({ ...fallbackRecommendation, personal: false });
  expect(page.diagnostic?.message).toContain("switched off");
});

test("data from the table is escaped", async () => {
  await start("as-given");
  const html = await request("/", "text/html");
  expect(html).toContain("User &lt;");
  expect(html).not.toContain("User <");
});

const itemWith = (userName: unknown) => ({ Item: { UserName: userName, TVShow: { S: "Columbo" } } });
const strangeAnswers = [
  itemWith({ S: 5 }),
  itemWith({ S: null }),
  itemWith({ S: ["Ada"] }),
  itemWith({ N: "5" }),
  itemWith(null),
  {},
];

test.each(strangeAnswers)(
  "an answer that is not a recommendation counts as a failed dependency: %j",
  async (tableAnswer) => {
    standIn.setTableAnswer(tableAnswer);
    await start("as-given");
    await expect(request("/")).rejects.toThrow("socket hang up");
    await stop();
    await start("mended");
    const page = pageSchema.parse(JSON.parse(await request("/")));
    expect(page).toMatchObject({ ...fallbackRecommendation, personal: false });
    expect(page.diagnostic?.message).toContain("did not answer with a recommendation");
  },
);

test("on a full disk it serves as before and loses its log", async ({ skip }) => {
  skip(!existsSync("/dev/full"), "skipped: this system has no /dev/full");
  await using full = await open("/dev/full", "w");
  await start("as-given", full.fd);
  for (let failure = 0; failure < 50; failure += 1) {
    expect(await sendRaw("GET http://[/ HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  }
  expect(healthCheckSchema.parse(JSON.parse(await request("/healthcheck"))).status).toBe("healthy");
});

test("while nobody reads its log it keeps 1 MB of lines and then logs how many are lost", async () => {
  const log = await start("as-given", "pipe");
  const [requests, batch] = [400, 40];
  const one = `GET http://[${"a".repeat(8_000)} HTTP/1.1\r\nHost: test\r\n`;
  for (let sent = 0; sent < requests; sent += batch) {
    await sendRaw(`${`${one}\r\n`.repeat(batch - 1)}${one}Connection: close\r\n\r\n`);
  }
  let [read, lost] = [0, 0];
  for await (const line of createInterface({ input: log ?? expect.fail("its log is a pipe") })) {
    const { lostLines } = JSON.parse(line);
    read += 1;
    lost += lostLines ?? 0;
    if (lost > 0) {
      break;
    }
    if (read === 100) {
      // It can write again: the next line tells.
      await sendRaw(`${one}Connection: close\r\n\r\n`);
    }
  }
  expect(lost).toBeGreaterThan(0);
  expect(read + lost).toBe(requests + 1);
});

test.each(["keep-alive", "close"])(
  "a client that sends 20 MB before it reads gets a 405, with Connection: %s",
  async (connection) => {
    await start("as-given");
    const size = 20_000_000;
    const head = `POST / HTTP/1.1\r\nHost: test\r\nConnection: ${connection}\r\nContent-Length: ${size}\r\n\r\n`;
    const next = "GET /healthcheck HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
    const reply = await sendRaw(
      Buffer.concat([Buffer.from(head), Buffer.alloc(size), Buffer.from(connection === "close" ? "" : next)]),
    );
    const statuses = [...reply.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status);
    expect(statuses).toEqual(connection === "close" ? ["405"] : ["405", "200"]);
  },
);

test.each([
  ["http://[::1/", "400"],
  ["//", "400"],
  ["/\xff\xfe", "400"],
  ["*", "404"],
  ["/nothing", "404"],
  ["http://test/?a", "200"],
])("no request can make it fail: %j is %s", async (target, status) => {
  await start("as-given");
  expect(await sendRaw(`GET ${target} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`)).toMatch(
    new RegExp(`^HTTP/1\\.1 ${status} `),
  );
});

/** The example with the function `page` as its README answers it. */
async function mendedExample(): Promise<string> {
  const folder = join(exampleFolder, "test-results", "mended");
  await mkdir(folder, { recursive: true });
  for (const file of ["identity.ts", "log.ts", "send.ts", "start"]) {
    await copyFile(join(exampleFolder, file), join(folder, file));
  }
  const readme = await readFile(join(exampleFolder, "README.md"), "utf8");
  const answer = /```ts\n(async function page[\s\S]*?\n}\n)```/.exec(readme)?.[1];
  const given = await readFile(join(exampleFolder, "server.ts"), "utf8");
  const mended = given.replace(/async function page[\s\S]*?\n}\n/, answer ?? "");
  expect(mended).not.toBe(given);
  await writeFile(join(folder, "server.ts"), mended);
  return folder;
}

async function unpack(name: string): Promise<string> {
  const folder = await mkdtemp(join(workFolder, `${name}-`));
  await extract({ file: join(workFolder, `${name}.tgz`), cwd: folder, strict: true });
  return folder;
}

/**
 * Starts the unpacked artifact as an instance would, and waits until it answers.
 *
 * @param log where its log goes
 * @returns its log where that is a pipe
 */
async function start(name: string, log: "ignore" | "pipe" | number = "ignore"): Promise<Readable | null> {
  const folder = await unpack(name);
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  running = spawn(join(folder, "start"), {
    env: { ...standIn.environment, PATH },
    stdio: ["ignore", "ignore", log],
  });
  const exited = once(running, "exit").then(([code]) => {
    throw new Error(`the server ended with code ${code}`);
  });
  await Promise.race([untilItAnswers(), exited]);
  return running.stderr;
}

async function untilItAnswers(): Promise<void> {
  for (;;) {
    try {
      await request("/healthcheck");
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function stop(): Promise<void> {
  if (running?.exitCode === null) {
    const exited = once(running, "exit").catch(() => undefined);
    running.kill();
    await exited;
  }
  running = undefined;
}

async function request(path: string, accept = "application/json"): Promise<string> {
  const port = Number(standIn.environment.PORT);
  const outgoing = get({ host: "127.0.0.1", port, path, headers: { accept }, agent: false });
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  let body = "";
  for await (const chunk of incoming) {
    body += chunk;
  }
  return body;
}

/** Everything that the server sends for these bytes until the connection ends. Rejects where it is reset. */
async function sendRaw(bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(standIn.environment.PORT), "127.0.0.1");
  socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  let reply = "";
  for await (const chunk of socket) {
    reply += chunk.toString("latin1");
  }
  return reply;
}
