import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../../src/client/spawn-lab.ts";
import { runLabProcess } from "../lab-cli.ts";
import { visit } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();

/** A proxy that answers nothing, and counts who comes. */
let visitors = 0;
const proxy = createServer((socket) => {
  visitors++;
  socket.destroy();
});
let lab: SpawnedLab;
beforeAll(async () => {
  proxy.listen(0, "127.0.0.1");
  await new Promise((resolve) => proxy.once("listening", resolve));
  const { port } = proxy.address() as { port: number };
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]) {
    process.env[name] = `http://127.0.0.1:${port}`;
  }
  process.env.NODE_USE_ENV_PROXY = "1";
  delete process.env.NO_PROXY;
  process.env.no_proxy = "example.org";
  lab = await spawnLab({ stack: "basic", isPrivate: false });
});
afterAll(async () => {
  await lab?.stop();
  proxy.close();
});

test("a lab and its verbs find each other without the person's proxy, and so do its servers", async () => {
  const shown = await runLabProcess("status", "--json");
  expect([shown.exitCode, shown.stderr]).toEqual([0, ""]);
  const changed = await runLabProcess("param", "set", "false");
  expect([changed.exitCode, changed.stderr]).toEqual([0, ""]);
  await expect.poll(async () => (await visit(lab.pageUrl)).statusCode, { timeout: 10_000 }).toBe(502);
  expect(visitors).toBe(0);
});

test("`env` exempts loopback from the proxy, in addition to what was exempt before", async () => {
  const { stdout } = await runLabProcess("env", "--json");
  const exempt = "example.org,127.0.0.1,localhost,::1";
  expect(JSON.parse(stdout)).toMatchObject({ NO_PROXY: exempt, no_proxy: exempt });
});
