import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** What axe finds on the page: each broken rule with its elements. Frames are left out; the web page is judged with the server. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // Without its legacy mode axe opens a second page for each analysis, for frames of other origins.
  const { violations } = await new AxeBuilder({ page }).exclude("iframe").setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
