import type { Page } from "@soft-landing/shared/page";
import { escapeHtml } from "./html-escaping.ts";

/** The page for people. Everything that comes from outside is escaped. */
export function pageHtml(page: Page): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>TV show recommendation</title></head><body><main>
<h1>${escapeHtml(page.user)}: ${escapeHtml(page.recommendation)}</h1>
<p>Answered by ${escapeHtml(page.instance.id)} in ${escapeHtml(page.instance.availabilityZone)}, build ${escapeHtml(page.build)}.</p>
${page.diagnostic === null ? "" : `<details open><summary>Diagnostic information</summary>${escapeHtml(page.diagnostic.dependency)}: ${escapeHtml(page.diagnostic.error)}: ${escapeHtml(page.diagnostic.message)}</details>`}
</main></body></html>`;
}
