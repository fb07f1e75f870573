/**
 * Pictures of the console over a real lab, taken in Debian's Chromium:
 *
 *     pnpm --filter @soft-landing/lab pictures DIRECTORY    every view at each width, light and dark, for looking at
 *     pnpm --filter @soft-landing/lab pictures --docs       those that README and docs show
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { consoleViews } from "@soft-landing/shared/lab-api";
import { launchChromium, noChromium } from "../bench/console/chromium.ts";
import { ensureBuilt } from "../program/ensure-built.ts";
import { repositoryRoot } from "../program/repository.ts";
import { recordSideBySide, takeReport, takeSoftLanding } from "./take-docs-pictures.ts";
import { takeViews, viewports } from "./take-views.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    docs: { type: "boolean", default: false },
    view: { type: "string", multiple: true },
    moment: { type: "string", multiple: true },
    width: { type: "string", multiple: true },
    scheme: { type: "string", multiple: true },
  },
});

if (noChromium !== undefined) {
  console.error(`Pictures: skipped: ${noChromium}`);
  process.exit(1);
}
await ensureBuilt((line) => console.error(line));
const browser = await launchChromium();
try {
  if (values.docs) {
    await takeSoftLanding(browser, join(repositoryRoot, "docs/images"));
    await recordSideBySide(browser, join(repositoryRoot, "docs/images"));
    await takeReport(browser, join(repositoryRoot, "docs/images"));
  } else {
    const directory = positionals[0] ?? "pictures";
    await mkdir(directory, { recursive: true });
    await takeViews(browser, directory, {
      views: values.view ?? [...consoleViews, "target-group/health-checks", "target-group/monitoring"],
      moments: values.moment,
      widths: values.width?.map(Number) ?? Object.keys(viewports).map(Number),
      schemes: (["light", "dark"] as const).filter((scheme) => values.scheme?.includes(scheme) ?? true),
    });
  }
} finally {
  await browser.close();
}
