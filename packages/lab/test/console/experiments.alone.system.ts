import { dependencyOff } from "@soft-landing/experiments/experiments/dependency-off";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import type { SpawnedLab } from "../../src/client/spawn-lab.ts";
import { accessibilityViolations } from "../accessibility.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole } from "./open-console.ts";

const patienceMs = 170_000;

useOwnStateHome();

describe.skipIf(noChromium)(`experiments in the console${noChromium ? `: ${noChromium}` : ""}`, () => {
  let watched: OpenConsole;
  let page: Page;
  let lab: SpawnedLab;

  beforeAll(async () => {
    watched = await openConsole(patienceMs, "/#/experiments");
    page = watched.page;
    lab = watched.lab;
  });

  afterAll(() => watched?.close());

  const start = () => page.getByRole("button", { name: `Start ${dependencyOff.title}` });
  const log = () => page.getByRole("log", { name: "Progress" });

  test("a run can be cancelled, and ends what it started", async () => {
    await start().click();
    await page.getByRole("status").getByText("Starting basic and error-handling").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled", { exact: true }).waitFor();
  });

  test("a run is a live race, strip by strip, and ends with a report that opens", {
    timeout: 240_000,
  }, async () => {
    await start().click();
    const strip = (build: string) => page.getByRole("region", { name: build, exact: true });
    const count = async (build: string, kind: string) =>
      Number((await strip(build).locator(`[data-kind=${kind}] dd`).textContent())?.replaceAll(",", ""));
    await expect.poll(() => count("basic", "failed"), { timeout: patienceMs }).toBeGreaterThan(0);
    await expect.poll(() => count("error-handling", "degraded"), { timeout: patienceMs }).toBeGreaterThan(0);
    expect(await count("error-handling", "failed")).toBe(0);
    expect(await accessibilityViolations(page)).toEqual([]);
    await strip("basic")
      .getByText(/^second \d+ of \d+$/)
      .waitFor();
    await page.getByRole("link", { name: "Open the report" }).waitFor();
    await page.getByText("Log", { exact: true }).click();
    expect(await log().textContent()).toContain("Done.");
    const [report] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "Open the report" }).click(),
    ]);
    await report.getByRole("heading", { level: 1 }).waitFor();
    expect(await report.title()).toContain(dependencyOff.title);
  });

  test("the report stays on the list, in its own origin", async () => {
    const link = page
      .getByRole("group", { name: "Reports" })
      .getByRole("link", { name: dependencyOff.title });
    const address = await link.first().getAttribute("href");
    const response = await fetch(new URL(address ?? "", lab.consoleUrl));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toMatch(/^sandbox;/);
  });

  test("the browser's console and network had no errors", () => {
    expect(watched.problems).toEqual([]);
  });
});
