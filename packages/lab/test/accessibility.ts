import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** The windows in which a page must be usable: a large one, and a phone's. */
export const windowSizes = [
  { width: 1600, height: 1000 },
  { width: 400, height: 860 },
];

/** What axe finds on the page: each broken rule with its elements. Frames are left out; the web page is judged with the server. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // Without its legacy mode axe opens a second page for each analysis, for frames of other origins.
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

/** By how many pixels the page is wider than its window. Above 0 it scrolls sideways. */
export function sidewaysOverflowPx(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
}

/** Expects no violation and no sideways scrolling, light and dark, in each window. The page keeps the last of these looks. */
export async function expectEveryLookAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const size of windowSizes) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(await sidewaysOverflowPx(page)).toBeLessThanOrEqual(0);
    }
  }
}
