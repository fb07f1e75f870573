import Koa from "koa";
import { expect, test } from "vitest";
import { listen } from "../../src/http-server.ts";
import { type DependencyCheck, deepHealthRoute } from "../../src/routes/deep-health.ts";
import { loopback } from "../stand-ins/logs.ts";
import { identity } from "../stand-ins/served-build.ts";

async function serveChecks(checks: DependencyCheck[], settings = { limitMs: 30, reuseMs: 10_000 }) {
  const app = new Koa().use(deepHealthRoute(identity, checks, settings));
  const server = await listen(app.callback(), loopback);
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: async () => void (await server.stop(0)),
  };
}

test("a dependency that hangs is reported as failed instead of holding up the report", async () => {
  await using server = await serveChecks([{ name: "Hanging", check: () => new Promise(() => {}) }]);
  const response = await fetch(server.url);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    dependencies: [{ name: "Hanging", healthy: false, error: { message: "No answer within 30 ms" } }],
  });
});

test("asking often does not call the dependencies often", async () => {
  let calls = 0;
  const check = async () => {
    calls += 1;
  };
  await using server = await serveChecks([{ name: "Counted", check }]);
  await Promise.all(Array.from({ length: 20 }, () => fetch(server.url)));
  await fetch(server.url);
  expect(calls).toBe(1);
});
