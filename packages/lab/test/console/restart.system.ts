import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchChromium, noChromium } from "../../src/bench/console/chromium.ts";
import { labEntry } from "../../src/program/repository.ts";
import { useOwnStateHome } from "../state-home.ts";

const patienceMs = 60_000;

useOwnStateHome();

describe.skipIf(noChromium)(`a restarted lab${noChromium ? `: ${noChromium}` : ""}`, () => {
  let port: number;
  let lab: ChildProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    port = await freePort();
    lab = await startLab(port);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(patienceMs);
    await page.goto(`http://127.0.0.1:${port}`);
    await page.getByText("Live", { exact: true }).waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await ended(lab);
  });

  test("a lost lab is reported at once, and the last data stays in view", async () => {
    await ended(lab);
    await page.getByText("The connection to the lab is lost.").waitFor();
    await page.getByText("Connection lost", { exact: true }).waitFor();
    expect(await page.getByRole("heading", { level: 1 }).textContent()).not.toBe("");
  });

  test("when it is back, the page says that it was restarted and continues", async () => {
    lab = await startLab(port);
    await page.getByText(/The lab was restarted at \d\d:\d\d:\d\d\./).waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await page.getByText("The connection to the lab is lost.").count()).toBe(0);
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await page.locator(".notice").count()).toBe(0);
    await page.getByRole("heading", { name: "Every user gets a personal recommendation." }).waitFor();
    expect(await page.locator("[data-count=failed] b").textContent()).toBe("0");
  });

  test("a restart is reported until it is dismissed, also after the page was reloaded", async () => {
    await ended(lab);
    lab = await startLab(port);
    const notice = page.getByText(/The lab was restarted at/);
    await notice.waitFor();
    await page.reload();
    await notice.waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.reload();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await notice.count()).toBe(0);
  });
});

async function startLab(port: number): Promise<ChildProcess> {
  const ports = ["--port", "0", "--console-port", String(port), "--aws-port", "0"];
  const child = spawn(
    process.execPath,
    [labEntry, "up", ...ports, "--json", "--as-built", "--until-stdin-ends"],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", () => resolve());
    child.once("close", (code) => reject(new Error(`the lab ended with ${code} before it was ready`)));
  });
  return child;
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await closed;
}

/** A port that was free a moment ago; a restart needs the same one twice. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("not listening on a port");
  }
  return address.port;
}
