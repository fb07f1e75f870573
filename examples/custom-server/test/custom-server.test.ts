import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
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

test("the artifact holds an executable start and the bundled server, and nothing else", async () => {
  const unpacked = await unpack("as-given");
  expect((await stat(join(unpacked, "start"))).mode & 0o111).toBe(0o111);
  expect((await stat(join(unpacked, "server.mjs"))).isFile()).toBe(true);
});

test("a server that does not compile is not packed, and the error names file and line", async () => {
  const folder = await mkdtemp(join(workFolder, "broken-"));
  await writeFile(join(folder, "server.ts"), "const port = ;\n");
  const packing = packServer(folder, join(workFolder, "broken.tgz"));
  await expect(packing).rejects.toThrow(/server\.ts:1:13/);
  await expect(stat(join(workFolder, "broken.tgz"))).rejects.toThrow("ENOENT");
});

test("while the dependency works, the page is personal and as the contract has it", async () => {
  await start("as-given");
  const page = pageSchema.parse(JSON.parse(await request("/")));
  expect(page).toMatchObject({
    build: "custom",
    personal: true,
    recommendation: expect.stringMatching(/^Show [1-4]$/),
  });
});

test("as given, it does not survive: a failed dependency ends the request without a reply", async () => {
  await start("as-given");
  standIn.setSwitch("false");
  await expect(request("/")).rejects.toThrow("socket hang up");
});

test("as given, its health check goes on saying healthy", async () => {
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

test("what comes from the table cannot become markup", async () => {
  await start("as-given");
  const html = await request("/", "text/html");
  expect(html).toContain("User &lt;");
  expect(html).not.toContain("User <");
});

/** The example with the function `page` as its README answers it. */
async function mendedExample(): Promise<string> {
  const folder = join(exampleFolder, "test-results", "mended");
  await mkdir(folder, { recursive: true });
  for (const file of ["identity.ts", "send.ts", "start"]) {
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

/** Starts the unpacked artifact as an instance would, and waits until it answers. */
async function start(name: string): Promise<void> {
  const folder = await unpack(name);
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  running = spawn(join(folder, "start"), {
    env: { ...standIn.environment, PATH },
    stdio: ["ignore", "ignore", "ignore"],
  });
  const exited = once(running, "exit").then(([code]) => {
    throw new Error(`the server ended with code ${code}`);
  });
  await Promise.race([untilItAnswers(), exited]);
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
