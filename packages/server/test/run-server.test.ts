import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { type AwsStandIn, parameterName, startAws, tableName } from "./stand-ins/aws.ts";

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) {
    child.kill("SIGKILL");
  }
});

/** A build as a process of its own, and its log. */
function start(build: string, environment: Record<string, string>) {
  const entry = fileURLToPath(new URL(`../src/bin/${build}.ts`, import.meta.url));
  const child = spawn(process.execPath, [entry], { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  const lines: Record<string, unknown>[] = [];
  const reader = createInterface({ input: child.stdout });
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
  return { child, lines, logged, ended: once(child, "close") };
}

function environmentFor(aws: AwsStandIn): Record<string, string> {
  return {
    HOST: "127.0.0.1",
    PORT: "0",
    AWS_REGION: "us-east-1",
    RECOMMENDATION_TABLE: tableName,
    RECOMMENDATION_SWITCH_PARAMETER: parameterName,
    AWS_ENDPOINT_URL: aws.url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:9",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
}

describe.each(["basic", "error-handling"])("%s as a process", (build) => {
  test("says where it listens, serves, and ends with 0 on SIGTERM, the answer in flight given", async () => {
    await using aws = await startAws();
    const server = start(build, environmentFor(aws));
    const { port, host } = await server.logged("Listening");
    expect(host).toBe("127.0.0.1");
    aws.table.behaviour = "hangs";
    const before = aws.table.calls;
    const answer = fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.status,
      () => "no reply",
    );
    while (aws.table.calls === before) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    server.child.kill("SIGTERM");
    if (build === "error-handling") {
      expect(await answer).toBe(200);
    } else {
      // The naive build waits for its dependency as long as that takes; here it comes to an end with the stand-in.
      await aws[Symbol.asyncDispose]();
      expect(await answer).toBe("no reply");
    }
    const [code] = await server.ended;
    expect(code).toBe(0);
    expect(await server.logged("Stopped")).toMatchObject({ signal: "SIGTERM", finished: true });
  });
});

test("an incomplete environment ends it with 1 and one line that names every mistake", async () => {
  const server = start("basic", { PORT: "http" });
  const [code] = await server.ended;
  expect(code).toBe(1);
  expect(server.lines).toHaveLength(1);
  expect(server.lines[0]).toMatchObject({
    level: "fatal",
    error: {
      name: "EnvironmentMistake",
      message: expect.stringMatching(/PORT is "http".*AWS_REGION.*RECOMMENDATION_TABLE/),
    },
  });
});

test("a taken port ends it with 1 and the system's error", async () => {
  await using aws = await startAws();
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const server = start("basic", { ...environmentFor(aws), PORT: String(port) });
  const [code] = await server.ended;
  taken.close();
  expect(code).toBe(1);
  expect(server.lines).toMatchObject([{ level: "fatal", error: { name: "EADDRINUSE" } }]);
});
