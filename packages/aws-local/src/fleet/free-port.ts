import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { listenOn } from "../listening.ts";

/**
 * Below the range for outgoing connections (32768 and up on Linux, 49152 on macOS): a unit that restarts must
 * find its port free again.
 */
const range = { first: 20_000, count: 12_000 } as const;
const blockSize = 100;
const blockCount = range.count / blockSize;

/** Ports of this process's blocks that nothing uses, the longest unused first. */
const unused: number[] = [];
let claiming: Promise<void> | undefined;

/**
 * Finds a free loopback port for a process that will listen on it later. Until {@link releasePort} nobody
 * else gets it, neither in this process nor in another lab on this machine: between two labs that start at
 * once, one server would otherwise get the other's health checks and requests.
 *
 * @throws UserMistake if other programs use all ports
 */
export async function findPort(): Promise<number> {
  for (;;) {
    const port = unused.shift();
    if (port === undefined) {
      claiming ??= claimBlock().finally(() => {
        claiming = undefined;
      });
      await claiming;
    } else if (await isFree(port)) {
      return port;
    }
  }
}

/** Gives back a port from {@link findPort} when nothing listens on it any more. */
export function releasePort(port: number): void {
  unused.push(port);
}

/** The process that listens on a block's first port owns the block. The system frees it when the process ends. */
async function claimBlock(): Promise<void> {
  const start = randomInt(blockCount);
  for (let index = 0; index < blockCount; index++) {
    const first = range.first + ((start + index) % blockCount) * blockSize;
    if (await hold(first)) {
      unused.push(...Array.from({ length: blockSize - 1 }, (_, offset) => first + 1 + offset));
      return;
    }
  }
  throw new UserMistake(
    `All ports from ${range.first} to ${range.first + range.count - 1} are in use.`,
    "End labs that you no longer need: `pnpm lab down`.",
  );
}

async function hold(port: number): Promise<boolean> {
  const server = createServer((socket) => socket.destroy()).unref();
  return await listensOn(server, port);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await listensOn(server, port);
  if (free) {
    await new Promise((resolve) => server.close(resolve));
  }
  return free;
}

function listensOn(server: Server, port: number): Promise<boolean> {
  return listenOn(server, port).then(
    () => true,
    () => false,
  );
}
