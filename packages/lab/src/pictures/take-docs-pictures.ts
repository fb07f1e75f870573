import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { spawnLab } from "../client/spawn-lab.ts";
import { labEntry } from "../program/repository.ts";

/** Debian's, from the package webp. */
const encoder = "/usr/bin/img2webp";
/** GitHub shows larger files too, but nobody waits for them. */
const mostBytes = 2_000_000;
const viewport = { width: 1200, height: 760 };
const framesPerSecond = 4;
const quality = 55;

interface Frame {
  path: string;
  atMs: number;
}

/** Takes the overview of a soft landing: `console.png`. */
export async function takeSoftLanding(browser: Browser, directory: string): Promise<void> {
  const lab = await spawnLab({ stack: "error-handling" });
  try {
    await lab.control.setTraffic(5);
    const overview = { width: 1280, height: 800 };
    const page = await (await browser.newContext({ viewport: overview, colorScheme: "light" })).newPage();
    await page.goto(lab.consoleUrl);
    await page.getByText("Live", { exact: true }).waitFor();
    await sleep(45_000);
    await lab.control.setParameter("false");
    await sleep(20_000);
    await page.screenshot({ path: join(directory, "console.png") });
  } finally {
    await lab.stop();
  }
}

/** Brings both builds up side by side, breaks and repairs them, and writes the recording `side-by-side.webp`. */
export async function recordSideBySide(browser: Browser, directory: string): Promise<void> {
  const frameDirectory = await mkdtemp(join(tmpdir(), "frames-"));
  const lab = await spawnLab({ stack: "basic" });
  try {
    await lab.control.setTraffic(5);
    const page = await (await browser.newContext({ viewport, colorScheme: "light" })).newPage();
    await page.goto(lab.consoleUrl);
    await page.getByRole("button", { name: /^Side by side with/ }).click();
    await page
      .getByRole("region", { name: /^Stack / })
      .nth(1)
      .waitFor();
    await sleep(40_000);

    const recording = startRecording(page, frameDirectory);
    await sleep(3_000);
    await page.getByRole("button", { name: "Break both" }).click();
    await sleep(13_000);
    await page.getByRole("button", { name: "Restore both" }).click();
    await sleep(7_000);
    const frames = await recording.stop();
    await encode(frames, join(directory, "side-by-side.webp"));
  } finally {
    await lab.stop();
    await rm(frameDirectory, { recursive: true, force: true });
  }
}

/** Runs dependency-off for five rounds and takes the top of its report: `report.png`. */
export async function takeReport(browser: Browser, directory: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "report-"));
  try {
    const compare = [labEntry, "compare", "--rounds", "5", "--as-built", "--out", folder];
    await promisify(execFile)(process.execPath, compare);
    const report = (await readdir(folder)).find((file) => file.endsWith(".html"));
    if (report === undefined) {
      throw new Error("compare wrote no report");
    }
    const page = await browser.newPage({ viewport: { width: 1280, height: 1180 }, colorScheme: "light" });
    await page.goto(pathToFileURL(join(folder, report)).href);
    await page.screenshot({ path: join(directory, "report.png") });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function startRecording(page: Page, directory: string): { stop(): Promise<Frame[]> } {
  const frames: Frame[] = [];
  let ended = false;
  const running = (async () => {
    while (!ended) {
      const atMs = performance.now();
      const path = join(directory, `${String(frames.length).padStart(4, "0")}.png`);
      await page.screenshot({ path });
      frames.push({ path, atMs });
      await sleep(Math.max(0, atMs + 1000 / framesPerSecond - performance.now()));
    }
  })();
  return {
    async stop() {
      ended = true;
      await running;
      return frames;
    },
  };
}

/** @throws Error if the recording is too large to be shown in a README */
async function encode(frames: readonly Frame[], file: string): Promise<void> {
  if (!existsSync(encoder)) {
    console.error(`${file}: skipped: needs Debian's webp at ${encoder} (apt-get install webp)`);
    return;
  }
  const pictures = frames.flatMap(({ path, atMs }, index) => {
    const shownMs = Math.round((frames[index + 1]?.atMs ?? atMs + 2_000) - atMs);
    return ["-d", String(shownMs), path];
  });
  const settings = ["-loop", "0", "-min_size", "-lossy", "-q", String(quality), "-m", "4"];
  await promisify(execFile)(encoder, [...settings, ...pictures, "-o", file]);
  const { size } = await stat(file);
  console.error(`${file}: ${frames.length} frames, ${(size / 1_000_000).toFixed(2)} MB`);
  if (size > mostBytes) {
    throw new Error(`${file} has ${size} bytes, more than ${mostBytes}`);
  }
}
