import { serverBuilds } from "@soft-landing/shared/builds";
import { healthCheckSchema, pageSchema } from "@soft-landing/shared/page";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type AwsStandIn, recommendations, startAws } from "../stand-ins/aws.ts";
import { sendRaw } from "../stand-ins/raw-http.ts";
import { identity, type ServedBuild, serve } from "../stand-ins/served-build.ts";

describe.each(serverBuilds)("%s, everything works", (build) => {
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

  test("the page is a recommendation from the table, from this instance", async () => {
    const page = pageSchema.parse(await json());
    expect(page).toMatchObject({ build, personal: true, diagnostic: null, instance: identity });
    expect(Object.values(recommendations)).toContainEqual({
      user: page.user,
      recommendation: page.recommendation,
    });
  });

  test("all four users are picked", async () => {
    const users = new Set<string>();
    // A user left out by chance in 200 draws: 4 × 0.75^200, about 10^-24.
    for (let draw = 0; draw < 200 && users.size < 4; draw += 1) {
      users.add(pageSchema.parse(await json()).user);
    }
    expect([...users].sort()).toEqual(["Ada", "Blaise", "Chien-Shiung", "Dmitri"]);
  });

  test("a browser gets HTML with user, show, instance and zone, and without foreign resources", async () => {
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

  test.each(["*/*", "image/png", ""])("a client that accepts %j gets HTML", async (accept) => {
    const response = await fetch(server.url, { headers: { accept } });
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  test("the page is never cached, and says what it varies by", async () => {
    const { headers } = await fetch(server.url);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("vary")).toBe("accept");
  });

  test.each(["/", "/healthcheck"])("HEAD %s answers like GET, without the body", async (path) => {
    const response = await fetch(server.url + path, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    expect(await response.text()).toBe("");
  });

  test("an unknown path is 404 with any method", async () => {
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

  test("the health check stays 200 and calls nothing while every dependency hangs", async () => {
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

describe.each(serverBuilds)("%s, with any request", (build) => {
  let aws: AwsStandIn;
  let server: ServedBuild;
  const complaints = vi.spyOn(console, "error").mockImplementation(() => {});
  beforeAll(async () => {
    aws = await startAws();
    server = await serve(build, aws);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await aws[Symbol.asyncDispose]();
    complaints.mockRestore();
  });
  const send = async (head: string) => {
    server.log.length = 0;
    const bytes = Buffer.from(`${head}\r\nHost: test\r\nConnection: close\r\n\r\n`, "latin1");
    const { reply } = await sendRaw(server.port, bytes);
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(reply)?.[1]);
  };

  test.each([
    "http://[::1/",
    "http://",
    "http://a:99999/",
    "//",
    "//[",
    "//a:b",
    "/\\",
    "/\xff\xfe",
    "a:",
    "?a",
    "#a",
    "%/",
  ])("a target that is not a URL is 400 and one line of the log: %j", async (target) => {
    expect(await send(`GET ${target} HTTP/1.1`)).toBe(400);
    expect(server.log).toHaveLength(1);
    expect(server.log[0]).toMatchObject({ level: "warn", msg: expect.stringContaining("refused") });
  });

  test.each([
    "/",
    "/?a=b",
    "/#a",
    "/?http://[",
    "http://test/",
    "http://test?a",
    "https://u:p@test/?/nothing",
  ])("a target whose path is / is the page: %j", async (target) => {
    expect(await send(`GET ${target} HTTP/1.1`)).toBe(200);
  });

  test.each(["*", "//test/", "/./", "/nothing/..", "/%2e", "/healthcheck/", "http://test/nothing"])(
    "paths are not normalised, so another one is 404: %j",
    async (target) => {
      expect(await send(`GET ${target} HTTP/1.1`)).toBe(404);
    },
  );

  test("any method, target and headers get an answer below 500", async () => {
    const bytes = fc.string({
      unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 30,
    });
    const target = fc.oneof(
      bytes,
      fc.webUrl(),
      fc.tuple(fc.constantFrom("/", "//", "http://", "*"), bytes).map((parts) => parts.join("")),
    );
    const method = fc.oneof(
      fc.constantFrom("GET", "HEAD", "POST", "OPTIONS", "TRACE", "CONNECT", "QUERY"),
      bytes,
    );
    const name = fc.oneof(
      bytes,
      fc.constantFrom(
        "Accept",
        "Accept-Encoding",
        "Host",
        "Range",
        "X-Amzn-Trace-Id",
        "Transfer-Encoding",
        "Content-Length",
        "Upgrade",
      ),
    );
    const header = fc
      .tuple(name, fc.oneof(bytes, fc.constant("application/json;q=x")))
      .map((pair) => pair.join(": "));
    await fc.assert(
      fc.asyncProperty(method, target, fc.array(header, { maxLength: 4 }), async (verb, url, headers) => {
        expect(await send([`${verb} ${url} HTTP/1.1`, ...headers].join("\r\n"))).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
    expect(complaints).not.toHaveBeenCalled();
  });

  test.each(["keep-alive", "close"])(
    "a client that sends 20 MB before it reads gets a 405, with Connection: %s",
    async (connection) => {
      const size = 20_000_000;
      const head = `POST / HTTP/1.1\r\nHost: test\r\nConnection: ${connection}\r\nContent-Length: ${size}\r\n\r\n`;
      const next = "GET /healthcheck HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";
      const { reply, end } = await sendRaw(
        server.port,
        Buffer.concat([
          Buffer.from(head),
          Buffer.alloc(size),
          Buffer.from(connection === "close" ? "" : next),
        ]),
      );
      const statuses = [...reply.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => status);
      expect(end).toBe("FIN");
      expect(statuses).toEqual(connection === "close" ? ["405"] : ["405", "200"]);
    },
  );
});

describe.each(serverBuilds)("%s, data from outside", (build) => {
  test("is escaped in HTML", async () => {
    await using aws = await startAws();
    await using server = await serve(build, aws, {
      instance: { ...identity, id: '<script>alert("i")</script>' },
    });
    const html = await (await fetch(server.url)).text();
    expect(html).not.toContain("<script>alert");
    expect(html).toContain("&lt;script&gt;alert(&quot;i&quot;)&lt;/script&gt;");
  });
});
