import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPort, releasePort } from "../../src/fleet/free-port.ts";
import { listenOn } from "../../src/listening.ts";

/** The ports that a process of its own finds. It ends with its standard input. */
async function portsOfAnotherProcess(count: number): Promise<{ ports: number[]; end(): void }> {
  const module = join(import.meta.dirname, "../../src/fleet/free-port.ts");
  const script = `
    import { findPort } from ${JSON.stringify(module)};
    const ports = await Promise.all(Array.from({ length: ${count} }, () => findPort()));
    console.log(JSON.stringify(ports));
    process.stdin.resume();
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await child.stdout.setEncoding("utf8").take(1).toArray()) as [string];
  return { ports: JSON.parse(line) as number[], end: () => child.stdin.end() };
}

test("processes that look for ports at the same time never find the same port", async () => {
  const others = await Promise.all(Array.from({ length: 4 }, () => portsOfAnotherProcess(50)));
  const own = await Promise.all(Array.from({ length: 250 }, () => findPort()));
  const all = [...own, ...others.flatMap(({ ports }) => ports)];
  expect(all).toHaveLength(450);
  expect(new Set(all)).toHaveLength(450);
  for (const { end } of others) {
    end();
  }
  for (const port of own) {
    releasePort(port);
  }
});

test("a released port is found again, after ports that were unused for longer", async () => {
  const first = await findPort();
  releasePort(first);
  const following = [];
  do {
    following.push(await findPort());
  } while (following.at(-1) !== first);
  expect(following.length).toBeGreaterThan(50);
  expect(new Set(following)).toHaveLength(following.length);
});

test("a port on which another program listens is not found", async () => {
  const taken = await findPort();
  const server = createServer();
  await listenOn(server, taken);
  releasePort(taken);
  const found = await Promise.all(Array.from({ length: 500 }, () => findPort()));
  expect(found).not.toContain(taken);
  await new Promise((resolve) => server.close(resolve));
});
