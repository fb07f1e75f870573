import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createImds, type Imds } from "../../src/imds/imds.ts";
import { createRoleCredentials, type RoleCredentials } from "../../src/imds/role-credentials.ts";
import { type ManualClock, manualClock } from "../manual-clock.ts";

const hour = 60 * 60 * 1000;

let clock: ManualClock;
let credentials: RoleCredentials;
let imds: Imds;
let port: number;

beforeEach(async () => {
  clock = manualClock(Date.UTC(2026, 5, 1));
  credentials = createRoleCredentials({ clock });
  imds = createImds({
    identity: {
      instanceId: "i-0123456789abcdef0",
      instanceType: "t4g.micro",
      imageId: "ami-0123456789abcdef0",
      architecture: "arm64",
      availabilityZone: "us-east-1b",
      region: "us-east-1",
      accountId: "123456789012",
      privateIp: "10.0.4.17",
      launchedAt: new Date("2026-06-01T00:00:00.000Z"),
      userData: "#cloud-config\n",
      tags: { Build: "basic" },
      targetLifecycleState: () => "InService",
    },
    role: { name: "server", instanceProfileArn: "arn:aws:iam::123456789012:instance-profile/server" },
    credentials,
    clock,
  });
  port = await imds.listen(0);
});
afterEach(() => imds.close());

interface Answer {
  status: number | undefined;
  body: string;
  headers: Record<string, unknown>;
}

/** By node:http, because fetch tidies up a path that starts with two slashes. */
function send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          body: Buffer.concat(chunks).toString(),
          headers: response.headers,
        }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

const ttl = (seconds: string) => ({ "X-aws-ec2-metadata-token-ttl-seconds": seconds });
const putToken = (headers: Record<string, string>) => send("PUT", "/latest/api/token", headers);

async function read(path: string, method = "GET"): Promise<Answer> {
  const { body: token } = await putToken(ttl("21600"));
  return send(method, path, { "X-aws-ec2-metadata-token": token });
}

describe("session tokens as on AWS", () => {
  test.each(["1", "21600"])(
    "are issued for a TTL of %s seconds, which the answer repeats",
    async (seconds) => {
      const answer = await putToken(ttl(seconds));
      expect(answer.status).toBe(200);
      expect(answer.headers["x-aws-ec2-metadata-token-ttl-seconds"]).toBe(seconds);
      expect(answer.body).toMatch(/^[\w-]{40,}==$/);
    },
  );

  test.each([
    ["no TTL", {}],
    ["a TTL of 0", ttl("0")],
    ["a TTL over six hours", ttl("21601")],
    ["a negative TTL", ttl("-1")],
    ["a TTL that is no number", ttl("soon")],
  ])("are refused with 400 for %s", async (_what, headers) => {
    expect((await putToken(headers)).status).toBe(400);
  });

  test("are refused with 403 to a request that a proxy has forwarded", async () => {
    expect((await putToken({ ...ttl("60"), "X-Forwarded-For": "203.0.113.7" })).status).toBe(403);
  });

  test("expire after their TTL", async () => {
    const { body: token } = await putToken(ttl("60"));
    const get = () => send("GET", "/latest/meta-data/instance-id", { "X-aws-ec2-metadata-token": token });
    clock.advance(59_999);
    expect((await get()).status).toBe(200);
    clock.advance(1);
    expect((await get()).status).toBe(401);
  });
});

describe("reading metadata as on AWS", () => {
  test("without a token, or with a wrong one, is refused with 401: this instance has no IMDSv1", async () => {
    expect((await send("GET", "/latest/meta-data/instance-id")).status).toBe(401);
    const wrong = await send("GET", "/latest/meta-data/", { "X-aws-ec2-metadata-token": "wrong" });
    expect(wrong.status).toBe(401);
  });

  test("takes only GET and HEAD", async () => {
    expect((await read("/latest/meta-data/instance-id", "HEAD")).status).toBe(200);
    expect((await read("/latest/meta-data/instance-id", "POST")).status).toBe(405);
    expect((await read("/latest/meta-data/instance-id", "DELETE")).status).toBe(405);
  });

  test("tolerates the double slash that the SDK's metadata client sends", async () => {
    expect((await read("//latest/meta-data/instance-id")).body).toBe("i-0123456789abcdef0");
  });

  test("answers 404 for an unknown path", async () => {
    expect((await read("/latest/meta-data/spot/instance-action")).status).toBe(404);
    expect((await read("/nonsense")).status).toBe(404);
    expect((await read("/latest/meta-data/constructor")).status).toBe(404);
  });

  test.each([
    ["instance-type", "t4g.micro"],
    ["ami-id", "ami-0123456789abcdef0"],
    ["local-ipv4", "10.0.4.17"],
    ["hostname", "ip-10-0-4-17.ec2.internal"],
    ["placement/availability-zone", "us-east-1b"],
    ["placement/region", "us-east-1"],
    ["instance-life-cycle", "on-demand"],
    ["autoscaling/target-lifecycle-state", "InService"],
    ["tags/instance/Build", "basic"],
    ["iam/security-credentials/", "server"],
  ])("gives %s", async (path, value) => {
    expect((await read(`/latest/meta-data/${path}`)).body).toBe(value);
  });

  test("lists folders with a slash and values without", async () => {
    const { body } = await read("/latest/meta-data/");
    expect(body.split("\n")).toEqual(expect.arrayContaining(["instance-id", "placement/", "iam/"]));
    expect((await read("/latest/meta-data")).body).toBe(body);
  });

  test("returns the identity document with all its keys; unused ones are null", async () => {
    const document = JSON.parse((await read("/latest/dynamic/instance-identity/document")).body);
    expect(document).toEqual({
      accountId: "123456789012",
      architecture: "arm64",
      availabilityZone: "us-east-1b",
      billingProducts: null,
      devpayProductCodes: null,
      marketplaceProductCodes: null,
      imageId: "ami-0123456789abcdef0",
      instanceId: "i-0123456789abcdef0",
      instanceType: "t4g.micro",
      kernelId: null,
      pendingTime: "2026-06-01T00:00:00Z",
      privateIp: "10.0.4.17",
      ramdiskId: null,
      region: "us-east-1",
      version: "2017-09-30",
    });
  });

  test("returns the user data unchanged", async () => {
    expect((await read("/latest/user-data")).body).toBe("#cloud-config\n");
  });
});

describe("role credentials as on AWS", () => {
  const path = "/latest/meta-data/iam/security-credentials/server";
  const readCredentials = async () => JSON.parse((await read(path)).body);

  test("have the form that every SDK expects and are valid for six hours", async () => {
    expect(await readCredentials()).toEqual({
      Code: "Success",
      LastUpdated: "2026-06-01T00:00:00Z",
      Type: "AWS-HMAC",
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.stringMatching(/^\S{40}$/),
      Token: expect.any(String),
      Expiration: "2026-06-01T06:00:00Z",
    });
  });

  test("name their owner", async () => {
    const { AccessKeyId } = await readCredentials();
    expect(credentials.callerOf(AccessKeyId)).toEqual({
      instanceId: "i-0123456789abcdef0",
      availabilityZone: "us-east-1b",
      roleName: "server",
    });
    expect(credentials.callerOf("AKIASOMEBODY")).toBeUndefined();
  });

  test("stay the same until shortly before they expire; then there are new ones while the old ones still work", async () => {
    const first = await readCredentials();
    clock.advance(5 * hour);
    expect(await readCredentials()).toEqual(first);
    clock.advance(0.5 * hour);
    const second = await readCredentials();
    expect(second.AccessKeyId).not.toBe(first.AccessKeyId);
    expect(credentials.hasExpired?.(first.AccessKeyId)).toBe(false);
    clock.advance(0.5 * hour);
    expect(credentials.hasExpired?.(first.AccessKeyId)).toBe(true);
    expect(credentials.hasExpired?.(second.AccessKeyId)).toBe(false);
  });

  test("differ between instances and end with their instance", () => {
    const of = (instanceId: string) =>
      credentials.credentialsOf({ instanceId, availabilityZone: "us-east-1a", roleName: "server" })
        .AccessKeyId;
    const [a, b] = [of("i-a"), of("i-b")];
    expect(a).not.toBe(b);
    credentials.revoke("i-a");
    expect(credentials.callerOf(a)).toBeUndefined();
    expect(credentials.callerOf(b)?.instanceId).toBe("i-b");
  });
});
