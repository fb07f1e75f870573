import { expect, test, vi } from "vitest";
import { createApp } from "../src/app.ts";
import type { Build } from "../src/builds/build.ts";
import { listen } from "../src/http-server.ts";
import { requestLog } from "../src/request-log.ts";
import { answerServerError } from "../src/unhandled-errors.ts";
import { loopback, recordedLog } from "./stand-ins/logs.ts";
import { identity } from "./stand-ins/served-build.ts";

/** Serves one route that throws, as the error-handling build would, and what that logs. */
async function serveFault(thrown: unknown, changes: Partial<Build> = {}) {
  const { log, lines } = recordedLog("error-handling");
  const app = createApp(
    { name: "error-handling", instance: identity, log },
    {
      page: () => {
        throw thrown;
      },
      readTable: () => expect.fail("is not read"),
      readSwitch: () => expect.fail("is not read"),
      onUnhandled: answerServerError(log),
      requestLog: requestLog(log, "error-handling", "table"),
      close() {},
      ...changes,
    },
  );
  const server = await listen(app.callback(), { ...loopback, log });
  return {
    lines,
    url: `http://127.0.0.1:${server.port}/`,
    [Symbol.asyncDispose]: async () => void (await server.stop(0)),
  };
}

test("a bug is answered with 500 and a sentence without details", async () => {
  await using server = await serveFault(new TypeError("secret is undefined"));
  const answer = await fetch(server.url);
  expect(answer.status).toBe(500);
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(await answer.text()).toBe("Internal server error. The server's log has the details.\n");
});

test("a bug is logged once, as an error, with the load balancer's trace id", async () => {
  await using server = await serveFault(new TypeError("secret is undefined"));
  const trace = "Root=1-67891233-abcdef012345678912345678";
  await fetch(server.url, { headers: { "x-amzn-trace-id": trace } });
  expect(server.lines).toMatchObject([
    {
      level: "error",
      traceId: trace,
      path: "/",
      error: { name: "TypeError", message: "secret is undefined" },
    },
  ]);
});

test("a request that bypassed the load balancer is logged without a trace id", async () => {
  await using server = await serveFault("thrown text");
  await fetch(server.url);
  expect(server.lines).toMatchObject([{ error: { name: "Error", message: "thrown text" } }]);
  expect(server.lines[0]).not.toHaveProperty("traceId");
});

test("a bug outside every route is answered with 500 and logged once, without Koa's stack trace on standard error", async () => {
  const complaints = vi.spyOn(console, "error").mockImplementation(() => {});
  const requestLog = () => {
    throw new TypeError("the log is broken");
  };
  await using server = await serveFault("not reached", { requestLog });
  expect((await fetch(server.url)).status).toBe(500);
  expect(server.lines).toMatchObject([
    { level: "error", error: { name: "TypeError", message: "the log is broken" } },
  ]);
  expect(complaints).not.toHaveBeenCalled();
  complaints.mockRestore();
});
