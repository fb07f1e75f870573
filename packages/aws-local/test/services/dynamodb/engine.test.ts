import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@soft-landing/shared/clock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createDynamoDbEngine,
  type DynamoDbEngine,
  type DynamoDbEngineOptions,
} from "../../../src/services/dynamodb/engine.ts";
import { manualClock } from "../../manual-clock.ts";

let folder: string;
let engine: DynamoDbEngine;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dynamodb-engine-"));
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

function start(overrides: Partial<DynamoDbEngineOptions> = {}): void {
  const place = { region: "eu-west-1", accountId: "123456789012" };
  engine = createDynamoDbEngine({ ...place, clock: systemClock, folder, ...overrides });
}

async function call(operation: string, input: object): Promise<Record<string, unknown>> {
  const { body } = await engine.answer(operation, JSON.stringify(input));
  return JSON.parse(String(body));
}

const createTable = () =>
  call("CreateTable", {
    TableName: "table",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
const putItem = () =>
  call("PutItem", { TableName: "table", Item: { id: { S: "1" }, show: { S: "Columbo" } } });
const getItem = () => call("GetItem", { TableName: "table", Key: { id: { S: "1" } } });
const item = { Item: { id: { S: "1" }, show: { S: "Columbo" } } };

/** Sends a signal to the process that runs now. */
async function signal(name: NodeJS.Signals): Promise<void> {
  // Its pid is known before it is ready.
  await call("ListTables", {});
  process.kill(engine.pid ?? Number.NaN, name);
}

const endedOnIt = { code: "InternalServerError", statusCode: 500 };

describe("DynamoDB in its own process", () => {
  test("is not this process, and names tables by its region and account", async () => {
    start();
    expect(await createTable()).toMatchObject({
      TableDescription: { TableArn: "arn:aws:dynamodb:eu-west-1:123456789012:table/table" },
    });
    expect(engine.pid).not.toBe(process.pid);
  });

  test("keeps its tables and items when the process is killed, and starts again by itself", async () => {
    start();
    await createTable();
    await expect.poll(async () => (await putItem()).message).toBeUndefined();
    const before = engine.pid;
    await signal("SIGKILL");
    await expect.poll(() => engine.pid).not.toBe(before);
    expect(await getItem()).toEqual(item);
  });

  test("refuses the call that the process ends on, and answers those behind it", async () => {
    start();
    await createTable();
    await expect.poll(async () => (await putItem()).message).toBeUndefined();
    await signal("SIGSTOP");
    const atWork = putItem();
    const behind = [getItem(), call("ListTables", {})];
    process.kill(engine.pid ?? Number.NaN, "SIGKILL");
    await expect(atWork).rejects.toMatchObject({
      ...endedOnIt,
      message: "The lab's DynamoDB crashed on this call (SIGKILL). It restarts with its data.",
    });
    expect(await Promise.all(behind)).toEqual([item, { TableNames: ["table"] }]);
  });

  test("ends a process that does not answer within the deadline, and refuses only the call at work", async () => {
    const clock = manualClock();
    start({ clock });
    await signal("SIGSTOP");
    const atWork = call("ListTables", {});
    const behind = call("ListTables", {});
    clock.advance(4_999);
    expect(engine.pid).toBeDefined();
    clock.advance(1);
    await expect(atWork).rejects.toMatchObject({
      ...endedOnIt,
      message: expect.stringContaining("(no answer within 5 s)"),
    });
    expect(await behind).toEqual({ TableNames: [] });
  });

  test("gives each call the whole deadline, and none while nothing waits", async () => {
    const clock = manualClock();
    start({ clock });
    const before = await call("ListTables", {}).then(() => engine.pid);
    clock.advance(4_000);
    await call("ListTables", {});
    clock.advance(4_000);
    await call("ListTables", {});
    clock.advance(60_000);
    expect(await call("ListTables", {})).toEqual({ TableNames: [] });
    expect(engine.pid).toBe(before);
  });

  test("is not started for ever where its folder cannot be used, and says why; the next call tries again", async () => {
    const occupied = join(folder, "occupied");
    await writeFile(occupied, "");
    start({ folder: occupied });
    await expect(call("ListTables", {})).rejects.toMatchObject({
      ...endedOnIt,
      message: expect.stringMatching(/^The lab's DynamoDB does not start \(Error: EEXIST: .*occupied'\)\.$/),
    });
    expect(engine.pid).toBeUndefined();
    await rm(occupied);
    expect(await call("ListTables", {})).toEqual({ TableNames: [] });
  });

  test("refuses what still waits when the region is closed", async () => {
    start();
    await signal("SIGSTOP");
    const waiting = call("ListTables", {});
    const closed = engine.close();
    const message = "The region is closed.";
    await expect(waiting).rejects.toMatchObject({ ...endedOnIt, message });
    await closed;
    await expect(call("ListTables", {})).rejects.toMatchObject({ ...endedOnIt, message });
    expect(engine.pid).toBeUndefined();
  });

  test("runs before the first call if it was started", async () => {
    start();
    expect(engine.pid).toBeUndefined();
    engine.start();
    const { pid } = engine;
    expect(pid).toBeDefined();
    await call("ListTables", {});
    expect(engine.pid).toBe(pid);
  });

  test("sees nothing of the person's environment", async () => {
    start();
    await call("ListTables", {});
    const environment = await readFile(`/proc/${engine.pid}/environ`, "utf8").catch(() => undefined);
    const names = environment?.split("\0").map((entry) => entry.split("=")[0]);
    expect(names?.filter((name) => /^AWS_(?!REGION|ACCOUNT_ID)|HOME|PATH/.test(name ?? "")) ?? []).toEqual(
      [],
    );
  });
});
