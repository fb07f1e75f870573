import type { BrowserContext, Page } from "playwright-core";

/** A page that writes down what a person with open developer tools would see as wrong. */
export interface WatchedPage {
  page: Page;
  /** Console errors, exceptions and failed requests, but for the web page's own 5XX: those are the story. */
  problems: string[];
}

export async function watchedPage(context: BrowserContext, pageUrl: () => string): Promise<WatchedPage> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    const ofWebPage = message.location().url.startsWith(pageUrl());
    if (message.type() === "error" && !ofWebPage) {
      problems.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("requestfailed", (request) => {
    const refreshed = request.failure()?.errorText === "net::ERR_ABORTED";
    if (!refreshed) problems.push(`network: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on("response", (response) => {
    const ofWebPage = response.url().startsWith(pageUrl());
    if (response.status() >= 400 && !ofWebPage)
      problems.push(`network: ${response.status()} ${response.url()}`);
  });
  return { page, problems };
}
