import { degradedMetric } from "@soft-landing/shared/degraded-metric";
import { pageSchema } from "@soft-landing/shared/page";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { defaultPolicySettings } from "../../src/policies/recommendation-policies.ts";
import {
  type AwsStandIn,
  answersWithoutValue,
  type Behaviour,
  startAws,
  strangeAnswers,
  tableName,
} from "../stand-ins/aws.ts";
import { identity, type ServedBuild, serve } from "../stand-ins/served-build.ts";

let aws: AwsStandIn;
let server: ServedBuild;
beforeEach(async () => {
  aws = await startAws();
  server = await serve("error-handling", aws);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});

async function page() {
  const response = await fetch(server.url, { headers: { accept: "application/json" } });
  return { status: response.status, ...pageSchema.parse(await response.json()) };
}
const fallback = { status: 200, personal: false, user: "Valued Customer", recommendation: "I Love Lucy" };

test.each<[string, Behaviour, string]>([
  ["denies access", { status: 400, code: "AccessDeniedException" }, "AccessDeniedException"],
  ["is not there", { status: 400, code: "ResourceNotFoundException" }, "ResourceNotFoundException"],
  ["throttles", { status: 400, code: "ThrottlingException" }, "ThrottlingException"],
  ["fails inside", { status: 500, code: "InternalServerError" }, "InternalServerError"],
  ["breaks the connection", "breaks", "ECONNRESET"],
])("while the table %s the page is 200, degraded, and says why", async (_what, behaviour, error) => {
  aws.table.behaviour = behaviour;
  expect(await page()).toMatchObject({
    ...fallback,
    diagnostic: { dependency: "RecommendationService", error },
    instance: identity,
  });
});

test.each(strangeAnswers)(
  "when the table answers with %s the page is 200, degraded, and says why",
  async (_what, answer, error) => {
    aws.table.behaviour = { answer };
    expect(await page()).toMatchObject({
      ...fallback,
      diagnostic: { dependency: "RecommendationService", error },
    });
  },
);

test.each(answersWithoutValue)(
  "when Parameter Store answers with %s the switch counts as off",
  async (_what, answer) => {
    aws.parameterStore.behaviour = { answer };
    await using fresh = await serve("error-handling", aws);
    const response = await fetch(fresh.url, { headers: { accept: "application/json" } });
    expect(await response.json()).toMatchObject({
      personal: false,
      diagnostic: { error: "RecommendationServiceDisabled" },
    });
  },
);

test("while the table hangs the page is 200, degraded, and says that it did not wait", async () => {
  await using built = await serve("error-handling", aws, { settings: defaultPolicySettings });
  aws.table.behaviour = "hangs";
  const response = await fetch(built.url, { headers: { accept: "application/json" } });
  expect({ status: response.status, ...pageSchema.parse(await response.json()) }).toMatchObject({
    ...fallback,
    diagnostic: { dependency: "RecommendationService", error: "Timeout" },
  });
});

test("the page is degraded once the switch is off, and personal once it is on again", async () => {
  aws.parameterStore.value = "false";
  await vi.waitUntil(async () => !(await page()).personal, { timeout: 20_000 });
  expect(await page()).toMatchObject({
    ...fallback,
    diagnostic: { error: "RecommendationServiceDisabled", message: expect.stringContaining('"false"') },
  });
  aws.parameterStore.value = "true";
  await vi.waitUntil(async () => (await page()).personal, { timeout: 20_000 });
});

test("while the switch is off the table is never read", async () => {
  aws.parameterStore.value = "false";
  await vi.waitUntil(async () => !(await page()).personal, { timeout: 20_000 });
  const before = aws.table.calls;
  await page();
  expect(aws.table.calls).toBe(before);
});

test("no page reads the switch", async () => {
  aws.parameterStore.behaviour = "hangs";
  for (let asked = 0; asked < 20; asked += 1) {
    expect(await page()).toMatchObject({ personal: true });
  }
});

test.each<[string, Behaviour]>([
  ["hangs", "hangs"],
  ["throttles", { status: 400, code: "ThrottlingException" }],
  ["denies access", { status: 400, code: "AccessDeniedException" }],
])(
  "starts and serves personal pages while Parameter Store %s from the beginning",
  async (_what, behaviour) => {
    aws.parameterStore.behaviour = behaviour;
    await using fresh = await serve("error-handling", aws);
    const response = await fetch(fresh.url, { headers: { accept: "application/json" } });
    expect(await response.json()).toMatchObject({ personal: true });
  },
);

test("once most of the last calls have failed the table is not called, and only the probe notices its recovery", async () => {
  aws.table.behaviour = { status: 400, code: "AccessDeniedException" };
  await vi.waitUntil(async () => (await page()).diagnostic?.error === "CircuitOpen", { timeout: 20_000 });
  expect((await page()).diagnostic?.message).toContain("AccessDeniedException");
  aws.table.behaviour = "works";
  await vi.waitUntil(async () => server.log.some((line) => line.circuit === "closed"), { timeout: 20_000 });
  expect(await page()).toMatchObject({ personal: true });
});

test("after a single broken connection a second call gives a personal page", async () => {
  aws.table.behaviour = "breaks once";
  const before = aws.table.calls;
  expect(await page()).toMatchObject({ personal: true });
  expect(aws.table.calls).toBe(before + 2);
});

test("a degraded page is logged as one line with its trace id and reason, and counted by embedded metric format", async () => {
  aws.table.behaviour = { status: 400, code: "AccessDeniedException" };
  server.log.length = 0;
  const traceId = "Root=1-67891233-abcdef012345678912345678";
  await (await fetch(server.url, { headers: { "x-amzn-trace-id": traceId } })).text();
  const lines = server.log.filter((line) => line.msg === "request");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    traceId,
    method: "GET",
    path: "/",
    status: 200,
    durationMs: expect.any(Number),
    personal: false,
    dependency: "RecommendationService",
    error: { name: "AccessDeniedException" },
    Build: "error-handling",
    Table: tableName,
    DegradedAnswers: 1,
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        {
          Namespace: degradedMetric.namespace,
          Dimensions: [["Build", "Table"]],
          Metrics: [{ Name: "DegradedAnswers", Unit: "Count" }],
        },
      ],
    },
  });
});

test("a personal page is logged as one line and does not count as degraded", async () => {
  server.log.length = 0;
  await (await fetch(server.url)).text();
  const lines = server.log.filter((line) => line.msg === "request");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ personal: true, status: 200 });
  expect(lines[0]).not.toHaveProperty("_aws");
});

test("health checks are not logged", async () => {
  server.log.length = 0;
  await (await fetch(`${server.url}/healthcheck`)).text();
  await (await fetch(`${server.url}/healthcheck/deep`)).text();
  expect(server.log).toEqual([]);
});

test("the deep health check is 503 and names the failed dependency while the page is only degraded", async () => {
  aws.table.behaviour = { status: 400, code: "AccessDeniedException" };
  const response = await fetch(`${server.url}/healthcheck/deep`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    status: "unhealthy",
    instance: { id: identity.id, availabilityZone: identity.availabilityZone },
    dependencies: [
      { name: "ParameterStore", healthy: true },
      { name: "RecommendationService", healthy: false, error: { name: "AccessDeniedException" } },
    ],
  });
  expect((await fetch(server.url)).status).toBe(200);
});
