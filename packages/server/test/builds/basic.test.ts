import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type AwsStandIn,
  answersWithoutValue,
  type Behaviour,
  startAws,
  strangeAnswers,
} from "../stand-ins/aws.ts";
import { sendRaw } from "../stand-ins/raw-http.ts";
import { type ServedBuild, serve } from "../stand-ins/served-build.ts";

let aws: AwsStandIn;
let server: ServedBuild;
beforeAll(async () => {
  aws = await startAws();
  server = await serve("basic", aws);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});
beforeEach(() => {
  aws.table.behaviour = "works";
  aws.parameterStore.behaviour = "works";
  aws.parameterStore.value = "true";
  aws.table.calls = 0;
  aws.parameterStore.calls = 0;
  server.log.length = 0;
});

const askForPage = () =>
  sendRaw(
    server.port,
    "GET / HTTP/1.1\r\nHost: test\r\nX-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678\r\n\r\n",
  );

test("calls Parameter Store and the table once for every page", async () => {
  for (let page = 0; page < 3; page += 1) {
    await (await fetch(server.url)).text();
  }
  expect(aws.parameterStore.calls).toBe(3);
  expect(aws.table.calls).toBe(3);
});

test.each(["false", "False", "TRUE", "1", "off"])(
  "with the switch at %j a request ends without a single byte of reply, and the table is not read",
  async (value) => {
    aws.parameterStore.value = value;
    expect(await askForPage()).toEqual({ reply: "", end: "FIN" });
    expect(aws.table.calls).toBe(0);
  },
);

test.each<[string, Behaviour]>([
  ["AccessDeniedException", { status: 400, code: "AccessDeniedException" }],
  ["ResourceNotFoundException", { status: 400, code: "ResourceNotFoundException" }],
])("when the table answers %s a request ends without a single byte of reply", async (_name, behaviour) => {
  aws.table.behaviour = behaviour;
  expect(await askForPage()).toEqual({ reply: "", end: "FIN" });
});

test.each(strangeAnswers)(
  "when the table answers with %s a request ends without a single byte of reply",
  async (_what, answer) => {
    aws.table.behaviour = { answer };
    expect(await askForPage()).toEqual({ reply: "", end: "FIN" });
  },
);

test.each(answersWithoutValue)(
  "when Parameter Store answers with %s the switch counts as off",
  async (_what, answer) => {
    aws.parameterStore.behaviour = { answer };
    expect(await askForPage()).toEqual({ reply: "", end: "FIN" });
    expect(server.log[0]).toMatchObject({ error: { name: "RecommendationServiceDisabled" } });
  },
);

test("Parameter Store is a hard dependency too", async () => {
  aws.parameterStore.behaviour = { status: 400, code: "AccessDeniedException" };
  expect(await askForPage()).toEqual({ reply: "", end: "FIN" });
});

test("the reason goes to the log as one line, with the load balancer's trace id", async () => {
  aws.parameterStore.value = "false";
  await askForPage();
  expect(server.log).toHaveLength(1);
  expect(server.log[0]).toMatchObject({
    level: "error",
    build: "basic",
    path: "/",
    traceId: "Root=1-67891233-abcdef012345678912345678",
    error: { name: "RecommendationServiceDisabled", message: expect.stringContaining('"false"') },
  });
});

test("when the switch is true again pages are personal again", async () => {
  aws.parameterStore.value = "false";
  await askForPage();
  aws.parameterStore.value = "true";
  const page = await (await fetch(server.url, { headers: { accept: "application/json" } })).json();
  expect(page).toMatchObject({ personal: true });
});

test("a page that succeeds is not logged", async () => {
  await (await fetch(server.url)).text();
  expect(server.log).toEqual([]);
});
