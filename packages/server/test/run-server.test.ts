import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { builds, serverBuilds } from "@soft-landing/shared/builds";
import { describe, expect, test } from "vitest";
import { type ArtifactProcess, environmentFor, startArtifact } from "./stand-ins/artifact-process.ts";
import { startAws } from "./stand-ins/aws.ts";

/** The lines of a process's log, and the one that says something, once it is there. */
function logOf({ child }: ArtifactProcess) {
  const lines: Record<string, unknown>[] = [];
  const reader = createInterface({ input: child.stdout ?? expect.fail("its output is a pipe") });
  reader.on("line", (line) => lines.push(JSON.parse(line)));
  const logged = async (message: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const line = lines.find(({ msg }) => msg === message);
      if (line !== undefined) {
        return line;
      }
      await once(reader, "line");
    }
  };
  return { lines, logged };
}

describe.each(serverBuilds)("%s as a process", (build) => {
  test("logs where it listens, serves, and ends with 0 on SIGTERM after the answer in flight", async () => {
    await using aws = await startAws();
    await using server = await startArtifact(build, await environmentFor(aws));
    const { logged } = logOf(server);
    expect(await logged("Listening")).toMatchObject({ host: "127.0.0.1", port: server.port });
    aws.table.behaviour = "hangs";
    const before = aws.table.calls;
    const answer = fetch(server.url).then(
      (response) => response.status,
      () => "no reply",
    );
    while (aws.table.calls === before) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    server.child.kill("SIGTERM");
    if (builds[build].dependencyTimeoutMs === null) {
      // It waits for its dependency as long as that takes; here the call ends with the stand-in.
      await aws[Symbol.asyncDispose]();
    }
    expect(await answer).toBe(builds[build].degrades ? 200 : "no reply");
    expect(await server.ended).toBe(0);
    expect(await logged("Stopped")).toMatchObject({ signal: "SIGTERM", finished: true });
  });

  test("an incomplete environment ends it with 1 and one line that names every mistake", async () => {
    await using server = await startArtifact(build, { PORT: "http" });
    const { lines } = logOf(server);
    expect(await server.ended).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "fatal",
      error: {
        name: "EnvironmentMistake",
        message: expect.stringMatching(/PORT is "http".*AWS_REGION.*RECOMMENDATION_TABLE/),
      },
    });
  });

  test("a bug ends it with 1 and one line with its stack trace", async () => {
    await using aws = await startAws();
    const folder = await mkdtemp(join(tmpdir(), "soft-landing-fault-"));
    const fault = join(folder, "fault.cjs");
    await writeFile(fault, 'process.on("SIGUSR2", () => { throw new TypeError("a fault"); });');
    const environment = { ...(await environmentFor(aws)), NODE_OPTIONS: `--require ${fault}` };
    await using server = await startArtifact(build, environment);
    const { logged } = logOf(server);
    await logged("Listening");
    server.child.kill("SIGUSR2");
    expect(await server.ended).toBe(1);
    expect(await logged("The server has failed")).toMatchObject({
      level: "fatal",
      error: { name: "TypeError", message: "a fault", stack: expect.stringContaining("fault.cjs") },
    });
    await rm(folder, { recursive: true });
  });

  test("a port in use ends it with 1 and the system's error", async () => {
    await using aws = await startAws();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const PORT = String((taken.address() as AddressInfo).port);
    await using server = await startArtifact(build, { ...(await environmentFor(aws)), PORT });
    const { lines } = logOf(server);
    expect(await server.ended).toBe(1);
    expect(lines).toMatchObject([{ level: "fatal", error: { name: "EADDRINUSE" } }]);
    taken.close();
  });
});
