import { connect, createServer, type Server } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole, watchedPage } from "./open-console.ts";

const patienceMs = 60_000;

useOwnStateHome();

describe.skipIf(noChromium)(
  `through a tunnel to the console's port alone${noChromium ? `: ${noChromium}` : ""}`,
  () => {
    let watched: OpenConsole;
    let tunnel: Server;
    let page: Page;
    let problems: string[];

    beforeAll(async () => {
      watched = await openConsole(patienceMs);
      await watched.lab.control.setTraffic(5);
      tunnel = await tunnelTo(watched.lab.consolePort);
      const address = tunnel.address();
      const here = `http://localhost:${typeof address === "object" ? address?.port : ""}`;
      ({ page, problems } = await watchedPage(watched.page.context(), () => here));
      await page.goto(here);
    });

    afterAll(async () => {
      tunnel?.close();
      await watched?.close();
    });

    test("the console is live, and its buttons work", async () => {
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Break it" }).click();
      await page.getByRole("heading", { name: "Every user sees 502 Bad Gateway." }).waitFor();
    });

    test("the web page comes through the console, as the load balancer answers it", async () => {
      const frame = page.frameLocator('iframe[title="The web page"]');
      await frame.getByText("502 Bad Gateway").first().waitFor();
      await page.getByRole("switch").click();
      await frame.getByText("Picked for you").waitFor();
    });

    test("the browser's console and network had no errors", () => {
      expect(problems).toEqual([]);
    });
  },
);

/** As `ssh -L` does: another port that leads to this one. */
async function tunnelTo(port: number): Promise<Server> {
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    near.pipe(far).pipe(near);
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
