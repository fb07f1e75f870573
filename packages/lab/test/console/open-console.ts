import type { BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../../src/bench/console/chromium.ts";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";

/** A page that writes down what a person with open developer tools would see as wrong. */
export interface WatchedPage {
  page: Page;
  /** Console errors, exceptions and failed requests, but for the web page's own 5XX: those are the story. */
  problems: string[];
}

export async function watchedPage(context: BrowserContext, consoleUrl: () => string): Promise<WatchedPage> {
  const isWebPage = (url: string) =>
    url.startsWith(`${consoleUrl()}/page/`) ||
    (/^http:\/\/127\.0\.0\.1:\d+\//.test(url) && !url.startsWith(`${consoleUrl()}/`));
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    const ofWebPage = isWebPage(message.location().url);
    if (message.type() === "error" && !ofWebPage) {
      problems.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("requestfailed", (request) => {
    const refreshed = request.failure()?.errorText === "net::ERR_ABORTED";
    if (!refreshed) {
      problems.push(`network: ${request.url()} ${request.failure()?.errorText}`);
    }
  });
  page.on("response", (response) => {
    const ofWebPage = isWebPage(response.url());
    if (response.status() >= 400 && !ofWebPage) {
      problems.push(`network: ${response.status()} ${response.url()}`);
    }
  });
  return { page, problems };
}

/** A lab of its own and its console in Chromium, 1600 pixels wide. */
export interface OpenConsole extends WatchedPage {
  lab: SpawnedLab;
  close(): Promise<void>;
}

/**
 * Starts a lab of the stack basic and opens its console.
 *
 * @param patienceMs how long the page's actions and waits may take
 * @param path where in the console to begin
 */
export async function openConsole(patienceMs: number, path = ""): Promise<OpenConsole> {
  await using opening = new AsyncDisposableStack();
  const lab = await spawnLab({ stack: "basic" });
  opening.defer(() => lab.stop());
  const browser = await launchChromium();
  opening.defer(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  context.setDefaultTimeout(patienceMs);
  const watched = await watchedPage(context, () => lab.consoleUrl);
  await watched.page.goto(`${lab.consoleUrl}${path}`);
  const open = opening.move();
  return { ...watched, lab, close: () => open.disposeAsync() };
}
