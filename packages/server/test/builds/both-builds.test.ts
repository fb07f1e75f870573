import { healthCheckSchema, pageSchema } from "@soft-landing/shared/page";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { basic } from "../../src/builds/basic.ts";
import { errorHandlingWith } from "../../src/builds/error-handling.ts";
import { defaultPolicySettings } from "../../src/policies/recommendation-policies.ts";
import { type AwsStandIn, recommendations, startAws } from "../stand-ins/aws.ts";
import { identity, type ServedBuild, serve } from "../stand-ins/served-build.ts";

// With so much time that a busy machine does not look like a slow table.
const errorHandling = errorHandlingWith({
  ...defaultPolicySettings,
  budgetMs: 15_000,
  callTimeoutMs: 10_000,
});

describe.each([basic, errorHandling])("$name, everything works", (build) => {
  let aws: AwsStandIn;
  let server: ServedBuild;
  beforeAll(async () => {
    aws = await startAws();
    server = await serve(build, aws);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await aws[Symbol.asyncDispose]();
  });
  const json = async (path = "/") =>
    (await fetch(server.url + path, { headers: { accept: "application/json" } })).json();

  test("the page is a recommendation out of the table, from this instance", async () => {
    const page = pageSchema.parse(await json());
    expect(page).toMatchObject({ build: build.name, personal: true, diagnostic: null, instance: identity });
    expect(Object.values(recommendations)).toContainEqual({
      user: page.user,
      recommendation: page.recommendation,
    });
  });

  test("all four users get their turn", async () => {
    const users = new Set<string>();
    // A user left out by chance in 200 draws: 4 × 0.75^200, about 10^-24.
    for (let draw = 0; draw < 200 && users.size < 4; draw += 1) {
      users.add(pageSchema.parse(await json()).user);
    }
    expect([...users].sort()).toEqual(["Ada", "Blaise", "Chien-Shiung", "Dmitri"]);
  });

  test("a browser gets HTML with user, show, instance and zone, and nothing from elsewhere", async () => {
    const response = await fetch(server.url, {
      headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
    });
    const html = await response.text();
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(html).toContain(identity.id);
    expect(html).toContain(identity.availabilityZone);
    expect(Object.values(recommendations).some(({ recommendation }) => html.includes(recommendation))).toBe(
      true,
    );
    expect(html).not.toMatch(/(?:src|href)="?https?:/);
  });

  test.each(["*/*", "image/png", ""])("whoever accepts %j gets HTML", async (accept) => {
    const response = await fetch(server.url, { headers: { accept } });
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  test("the page is never kept by a cache, and says what it varies by", async () => {
    const { headers } = await fetch(server.url);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("vary")).toBe("accept");
  });

  test.each(["/", "/healthcheck"])("HEAD %s answers as GET does, without the body", async (path) => {
    const response = await fetch(server.url + path, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    expect(await response.text()).toBe("");
  });

  test("an unknown path is 404, by any method", async () => {
    expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
    expect((await fetch(`${server.url}/nothing`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${server.url}/healthcheck/`)).status).toBe(404);
  });

  test("another method on a known path is 405 and names the allowed ones", async () => {
    const response = await fetch(server.url, { method: "DELETE" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });

  test("the health check names instance and zone as JSON and as HTML", async () => {
    expect(healthCheckSchema.parse(await json("/healthcheck"))).toEqual({
      status: "healthy",
      instance: { id: identity.id, availabilityZone: identity.availabilityZone },
    });
    const html = await (await fetch(`${server.url}/healthcheck`)).text();
    expect(html).toContain(identity.id);
    expect(html).toContain(identity.availabilityZone);
  });

  test("the health check stays 200 and asks nobody while every dependency hangs", async () => {
    aws.table.behaviour = "hangs";
    aws.parameterStore.behaviour = "hangs";
    const before = aws.table.calls;
    expect((await fetch(`${server.url}/healthcheck`)).status).toBe(200);
    expect(aws.table.calls).toBe(before);
    aws.table.behaviour = "works";
    aws.parameterStore.behaviour = "works";
  });

  test("the deep health check is 200 and lists both dependencies", async () => {
    const response = await fetch(`${server.url}/healthcheck/deep`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: "healthy",
      dependencies: [
        { name: "ParameterStore", healthy: true, error: null },
        { name: "RecommendationService", healthy: true, error: null },
      ],
    });
  });
});

describe.each([basic, errorHandling])("$name, what comes from outside", (build) => {
  test("is escaped in HTML", async () => {
    await using aws = await startAws();
    await using server = await serve(build, aws, { ...identity, id: '<script>alert("i")</script>' });
    const html = await (await fetch(server.url)).text();
    expect(html).not.toContain("<script>alert");
    expect(html).toContain("&lt;script&gt;alert(&quot;i&quot;)&lt;/script&gt;");
  });
});
