import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { closeServer, listenOn } from "@soft-landing/aws-local/listening";
import Koa from "koa";
import { request } from "undici";
import { expect, test } from "vitest";
import { forwardPage } from "../../src/control/forward-page.ts";

/** The console's route for web pages, before a load balancer whose answers the test gives. */
async function startForwarding() {
  await using starting = new AsyncDisposableStack();
  const balancer = createServer();
  const balancerPort = await listenOn(balancer, 0);
  starting.defer(() => closeServer(balancer));
  const app = new Koa().use((context) => forwardPage(context, `http://127.0.0.1:${balancerPort}/`));
  app.on("error", () => {});
  const server = createServer(app.callback());
  const port = await listenOn(server, 0);
  starting.defer(() => closeServer(server));
  /** The answer to the next request that reaches the load balancer. */
  const arrival = async (): Promise<ServerResponse> => (await once(balancer, "request"))[1];
  const started = starting.move();
  return {
    url: `http://127.0.0.1:${port}/`,
    arrival,
    /** A browser whose request has reached the load balancer. */
    async visit() {
      const arrived = arrival();
      const browser = connect(port, "127.0.0.1");
      browser.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return { browser, answer: await arrived };
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

test("a browser that leaves before the answer ends the request to the load balancer", async () => {
  await using forwarding = await startForwarding();
  const { browser, answer } = await forwarding.visit();
  browser.destroy();
  // Half of the time after which the console gives up.
  await once(answer, "close", { signal: AbortSignal.timeout(30_000) });
});

test("a browser that leaves in the middle of a page does not hurt the next one", async () => {
  await using forwarding = await startForwarding();
  const { browser, answer } = await forwarding.visit();
  answer.write("half of");
  await once(browser, "data");
  browser.destroy();
  await once(answer, "close");

  const next = forwarding.arrival();
  const whole = request(forwarding.url);
  (await next).end("a page");
  expect(await (await whole).body.text()).toBe("a page");
});

// An error that nobody handles ends the lab, and fails Vitest's run.
test("a browser that leaves while the answer arrives does not end the lab", async () => {
  await using forwarding = await startForwarding();
  for (let visit = 0; visit < 50; visit++) {
    const { browser, answer } = await forwarding.visit();
    answer.end("a page");
    browser.resetAndDestroy();
    await once(answer, "close");
  }
});
