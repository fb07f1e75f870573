import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";

const chromiumPath = "/usr/bin/chromium";

/** Why nothing can be done in a browser here; undefined if it can. */
export const noChromium = existsSync(chromiumPath)
  ? undefined
  : `needs Debian's chromium at ${chromiumPath} (apt-get install chromium)`;

/**
 * Debian's Chromium, headless and without background requests.
 *
 * @param furtherArgs such as `--ignore-certificate-errors-spki-list=…`
 */
export async function launchChromium(...furtherArgs: readonly string[]): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  return await chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...furtherArgs,
    ],
  });
}
