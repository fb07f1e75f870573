import { createServer } from "node:http";
import { findPort } from "@soft-landing/aws-local/fleet/free-port";
import { closeServer, listenOn } from "@soft-landing/aws-local/listening";
import { expect, test } from "vitest";
import { pagePorts } from "../../src/running/page-ports.ts";

test("one load balancer at a time has the chosen port: the next one gets it when the first is deleted", async () => {
  const chosen = await findPort();
  const ports = pagePorts(chosen);
  expect(await ports.take()).toBe(chosen);
  const other = await ports.take();
  expect(other).not.toBe(chosen);
  ports.release(chosen);
  expect(await ports.take()).toBe(chosen);
});

test("without a chosen port, each load balancer gets a free one", async () => {
  const ports = pagePorts(0);
  expect(await ports.take()).not.toBe(await ports.take());
});

test("a chosen port that another program uses is refused, until it is free", async () => {
  const server = createServer();
  const port = await listenOn(server, 0);
  const ports = pagePorts(port);
  await expect(ports.take()).rejects.toThrow(`Port ${port} for the page is in use by another program.`);
  await closeServer(server);
  expect(await ports.take()).toBe(port);
});
