import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole } from "./open-console.ts";

const patienceMs = 60_000;

useOwnStateHome();

describe.skipIf(noChromium)(`the story by clicks alone${noChromium ? `: ${noChromium}` : ""}`, () => {
  let watched: OpenConsole;
  let page: Page;

  beforeAll(async () => {
    watched = await openConsole(patienceMs);
    page = watched.page;
  });

  afterAll(() => watched?.close());

  const view = (name: string) =>
    page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: new RegExp(`^${name}`) });
  const tab = (name: string) =>
    page.getByRole("navigation", { name: "Target group" }).getByRole("link", { name, exact: true });
  const rows = (table: string) => page.getByRole("group", { name: table, exact: true }).locator("tbody tr");
  const plot = (title: string) => page.locator(`figure[data-metric="${title}"]`);
  const webPage = () => page.frameLocator('iframe[title="The web page"]');
  const share = (name: string) => page.locator(`[data-share="${name}"] dd`);

  async function setParameter(value: string): Promise<void> {
    await view("Parameter Store").click();
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Value" }).fill(value);
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByText("Edit parameter request succeeded").waitFor();
    await page.getByTestId("parameter-value").getByText(value, { exact: true }).waitFor();
  }

  test("three healthy targets stand in three zones", async () => {
    await view("Target group").click();
    await expect.poll(() => rows("Registered targets").count(), { timeout: patienceMs }).toBe(3);
    for (const row of await rows("Registered targets").all()) {
      await row.getByText("Healthy", { exact: true }).waitFor();
    }
    const zones = await rows("Registered targets").locator("td:nth-child(3)").allTextContents();
    expect(new Set(zones).size).toBe(3);
    await tab("Health checks").click();
    await page.getByText("/healthcheck", { exact: true }).waitFor();
  });

  test("every user gets a personal page", async () => {
    await page.getByRole("button", { name: "20/s" }).click();
    await share("personal").getByText("100 %").waitFor();
    await expect.poll(() => webPage().locator("body").textContent()).not.toContain("I Love Lucy");
    await view("Overview").click();
    await page.getByRole("heading", { name: "Every user gets a personal recommendation." }).waitFor();
  });

  test("with the switch off, users see 502 and all targets stay healthy", async () => {
    await setParameter("false");
    await share("failed").getByText("100 %").waitFor();
    await webPage().getByText("502 Bad Gateway").first().waitFor();
    await view("Target group").click();
    expect(await rows("Registered targets").getByText("Healthy", { exact: true }).count()).toBe(3);
  });

  test("the load balancer's 502s rise in the plot, and the target group's 5XXs show no data", async () => {
    await view("Load balancer").click();
    const count = async () =>
      Number((await plot("HTTP 502s").locator(".plot-legend").textContent())?.replace(/\D/g, ""));
    const before = await count();
    await expect.poll(count, { timeout: patienceMs }).toBeGreaterThan(before);
    await plot("HTTP 502s").locator("canvas").waitFor();
    expect(await plot("HTTP 502s").getAttribute("data-empty")).toBe("false");
    await view("Target group").click();
    await tab("Monitoring").click();
    await plot("HTTP 5XXs").locator(".plot-none").getByText("No data").waitFor();
  });

  test("the other build arrives with progress, and the page is degraded but served from three zones", async () => {
    await view("Auto Scaling").click();
    await page.getByRole("button", { name: "Switch to error-handling" }).click();
    await page.getByRole("list", { name: "Progress of the move to error-handling" }).waitFor();
    await share("degraded").getByText("100 %").waitFor();
    await webPage().getByText("Valued Customer").first().waitFor();
    await webPage().getByText("I Love Lucy").first().waitFor();
    await view("Overview").click();
    await page.getByRole("heading", { name: /degraded, but served/ }).waitFor();
    const zones = new Set<string>();
    await expect
      .poll(
        async () => {
          await page.getByRole("button", { name: "Refresh", exact: true }).click();
          const text = (await webPage().locator("body").textContent()) ?? "";
          for (const [zone] of text.matchAll(/us-east-1[a-z]/g)) {
            zones.add(zone);
          }
          return zones.size;
        },
        { timeout: patienceMs },
      )
      .toBe(3);
  });

  test("the degraded page says what failed", async () => {
    const body = webPage().locator("body");
    await expect.poll(() => body.textContent(), { timeout: patienceMs }).toMatch(/Recommendation ?Service/i);
  });

  test("with the switch on again, personal recommendations return", async () => {
    await setParameter("true");
    await share("personal").getByText("100 %").waitFor();
    await expect
      .poll(() => webPage().locator("body").textContent(), { timeout: patienceMs })
      .not.toContain("I Love Lucy");
    await page.getByRole("button", { name: "Off", exact: true }).click();
  });

  test("a reload keeps the plots and shows no notice", async () => {
    await page.reload();
    await view("Load balancer").click();
    await expect
      .poll(() => plot("Requests").getAttribute("data-empty"), { timeout: patienceMs })
      .toBe("false");
    expect(await page.locator(".notice").count()).toBe(0);
  });

  test("console and network stayed free of errors", () => {
    expect(watched.problems).toEqual([]);
  });
});
