import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import {
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeSSLPoliciesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SampleRegion, startSampleRegion } from "../../sample-region.ts";

const certificateArn = "arn:aws:acm:us-east-1:111122223333:certificate/8bd6e6d1-0000-4000-8000-000000000001";
const page = { type: "fixed-response", fixedResponse: { contentType: "text/plain", messageBody: "default" } };

let lab: SampleRegion;
let elb: ElasticLoadBalancingV2Client;
let folder: string;
let ca: string;
let count = 0;
/** A balancer of the test's own. */
let loadBalancerArn: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "listeners-"));
  lab = await startSampleRegion({ certificateFolder: join(folder, "certificate-authority") });
  elb = new ElasticLoadBalancingV2Client(lab.clientConfig);
});
afterAll(async () => {
  elb.destroy();
  await lab.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  loadBalancerArn = await balancer();
});

function resource(token: string) {
  const found = lab.services.all
    .map(({ resources }) => resources.get(token))
    .find((type) => type !== undefined);
  if (found === undefined) {
    throw new Error(`no resource type ${token}`);
  }
  return found;
}
const listenerType = () => resource("aws:lb/listener:Listener");
const ruleType = () => resource("aws:lb/listenerRule:ListenerRule");
const certificateType = () => resource("aws:lb/listenerCertificate:ListenerCertificate");

async function balancer(): Promise<string> {
  const suffix = `app/b${++count}/${String(count).padStart(16, "0")}`;
  const arn = `arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/${suffix}`;
  await resource("aws:lb/loadBalancer:LoadBalancer").create(arn, {
    name: `b${count}`,
    arn,
    arnSuffix: suffix,
  });
  return arn;
}

async function targetGroup(properties: object = {}): Promise<string> {
  const suffix = `targetgroup/g${++count}/${String(count).padStart(16, "0")}`;
  const arn = `arn:aws:elasticloadbalancing:us-east-1:123456789012:${suffix}`;
  await resource("aws:lb/targetGroup:TargetGroup").create(arn, {
    name: `g${count}`,
    arn,
    arnSuffix: suffix,
    port: 8080,
    ...properties,
  });
  return arn;
}

function listenerProperties(properties: object = {}): Record<string, unknown> {
  const number = String(++count).padStart(16, "0");
  const arn = `${loadBalancerArn.replace(":loadbalancer/", ":listener/")}/${number}`;
  return { arn, loadBalancerArn, port: 80, protocol: "HTTP", defaultActions: [page], ...properties };
}

async function listener(properties: object = {}): Promise<string> {
  const all = listenerProperties(properties);
  await listenerType().create(String(all.arn), all);
  return String(all.arn);
}

const httpsListener = (properties: object = {}) =>
  listener({ port: 443, protocol: "HTTPS", certificateArn, ...properties });

function ruleProperties(listenerArn: string, properties: object = {}): Record<string, unknown> {
  const arn = `${listenerArn.replace(":listener/", ":listener-rule/")}/${String(++count).padStart(16, "0")}`;
  const conditions = [{ pathPattern: { values: ["/a"] } }];
  return { arn, listenerArn, priority: 1, conditions, actions: [page], ...properties };
}

async function rule(listenerArn: string, properties: object = {}): Promise<string> {
  const all = ruleProperties(listenerArn, properties);
  await ruleType().create(String(all.arn), all);
  return String(all.arn);
}

function respond(messageBody: string) {
  return { type: "fixed-response", fixedResponse: { contentType: "text/plain", messageBody } };
}

/** Where a listener is reached on this machine. */
function urlOf(listenerArn: string, path = "/"): URL {
  const running = lab.services.elbv2.listeners.get(listenerArn);
  const scheme = running?.properties.protocol === "HTTPS" ? "https" : "http";
  return new URL(path, `${scheme}://127.0.0.1:${running?.listener.localPort}`);
}

async function ask(url: URL, options: https.RequestOptions = {}) {
  ca ||= await readFile(join(folder, "certificate-authority", "ca.pem"), "utf8").catch(() => "");
  const get = url.protocol === "https:" ? https.get : http.get;
  const [response] = (await once(get(url, { ca, agent: false, ...options }), "response")) as [
    IncomingMessage,
  ];
  let body = "";
  for await (const chunk of response) {
    body += chunk;
  }
  return { status: response.statusCode, location: response.headers.location, body };
}

/** The common name of the certificate that a client gets who asks for a name. */
async function subjectFor(listenerArn: string, servername: string): Promise<string | undefined> {
  const socket = tls.connect({
    port: Number(urlOf(listenerArn).port),
    host: "127.0.0.1",
    servername,
    ca,
    rejectUnauthorized: false,
  });
  await once(socket, "secureConnect");
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN as string | undefined;
}

describe("listeners of a program, as on AWS", () => {
  test("HTTPS terminates TLS with a certificate for the ARN; HTTP redirects there at the same address", async () => {
    const secure = await httpsListener({ defaultActions: [respond("secure")] });
    const redirect = { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" };
    const plain = await listener({ defaultActions: [{ type: "redirect", redirect }] });
    const { dnsName } = lab.services.elbv2.loadBalancers.get(loadBalancerArn) ?? {};
    expect([urlOf(secure).host, urlOf(plain).host]).toEqual([dnsName, dnsName]);
    const redirected = await ask(new URL(`http://${dnsName}/a?b=c`));
    expect(redirected).toMatchObject({ status: 301, location: `https://${dnsName}/a?b=c` });
    expect(await ask(new URL(redirected.location ?? ""))).toMatchObject({ status: 200, body: "secure" });
  });

  test("a certificate is valid for any name that a client requests, because the lab does not know the names of an ARN", async () => {
    const arn = await httpsListener();
    const url = urlOf(arn);
    const answer = await ask(url, {
      servername: "shows.example.org",
      headers: { host: "shows.example.org" },
    });
    expect(answer.status).toBe(200);
    const names = Array.from({ length: 120 }, (_, index) => `n${index}.example.org`);
    const subjects = [];
    for (const name of names) {
      subjects.push(await subjectFor(arn, name));
    }
    expect(subjects.slice(0, 99)).toEqual(names.slice(0, 99));
    expect(new Set(subjects.slice(99))).toEqual(new Set(["localhost"]));
  });

  test("are described with protocol, policy, certificate and actions", async () => {
    const groups = [await targetGroup(), await targetGroup()];
    const forward = {
      targetGroups: [{ arn: groups[0], weight: 9 }, { arn: groups[1] }],
      stickiness: { enabled: true, duration: 60 },
    };
    await httpsListener({ defaultActions: [{ type: "forward", forward }] });
    await listener({ port: 81, defaultActions: [{ type: "forward", targetGroupArn: groups[0] }] });
    const redirect = { protocol: "HTTPS", port: "443", statusCode: "HTTP_302" };
    await listener({ port: 82, defaultActions: [{ type: "redirect", redirect }] });
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn }));
    expect(Listeners).toMatchObject([
      {
        Port: 443,
        Protocol: "HTTPS",
        SslPolicy: "ELBSecurityPolicy-2016-08",
        Certificates: [{ CertificateArn: certificateArn }],
        DefaultActions: [
          {
            Type: "forward",
            ForwardConfig: {
              TargetGroups: [
                { TargetGroupArn: groups[0], Weight: 9 },
                { TargetGroupArn: groups[1], Weight: 1 },
              ],
              TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
            },
          },
        ],
      },
      {
        Port: 81,
        Protocol: "HTTP",
        DefaultActions: [
          {
            Type: "forward",
            TargetGroupArn: groups[0],
            ForwardConfig: { TargetGroups: [{ TargetGroupArn: groups[0], Weight: 1 }] },
          },
        ],
      },
      {
        DefaultActions: [
          {
            Type: "redirect",
            RedirectConfig: {
              Protocol: "HTTPS",
              Port: "443",
              Host: "#{host}",
              Path: "/#{path}",
              Query: "#{query}",
              StatusCode: "HTTP_302",
            },
          },
        ],
      },
    ]);
    expect(Listeners?.[0]?.DefaultActions?.[0]).not.toHaveProperty("TargetGroupArn");
    expect(Listeners?.[1]).not.toHaveProperty("SslPolicy");
    const { TargetGroups } = await elb.send(
      new DescribeTargetGroupsCommand({ LoadBalancerArn: loadBalancerArn }),
    );
    expect(TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn)).toEqual(groups);
  });

  test("accept other actions, certificates, policies and protocols while they listen", async () => {
    const properties = listenerProperties();
    const arn = String(properties.arn);
    await listenerType().create(arn, properties);
    const update = (changed: object) => listenerType().update(arn, { ...properties, ...changed }, properties);
    await update({ defaultActions: [respond("changed")] });
    expect((await ask(urlOf(arn))).body).toBe("changed");
    const { host } = urlOf(arn);
    await update({ port: 443, protocol: "HTTPS", certificateArn });
    expect(urlOf(arn).host).toBe(host);
    expect((await ask(urlOf(arn))).body).toBe("default");
    await expect(ask(new URL(`http://${host}`))).rejects.toThrow();
    await update({});
    expect((await ask(urlOf(arn))).body).toBe("default");
  });

  test("a change that AWS would refuse does not change the listener", async () => {
    const properties = listenerProperties();
    const arn = String(properties.arn);
    await listenerType().create(arn, properties);
    const defaultActions = [{ type: "forward", targetGroupArn: "arn:aws:x" }];
    await expect(listenerType().update(arn, { ...properties, defaultActions }, properties)).rejects.toThrow(
      "One or more target groups not found",
    );
    expect((await ask(urlOf(arn))).body).toBe("default");
  });

  test.each<[code: string, what: string, properties: object, message?: string]>([
    [
      "CertificateNotFoundException",
      "a certificate of another region",
      { certificateArn: certificateArn.replace("us-east-1", "us-west-2") },
    ],
    ["AwsError", "what is no certificate's ARN", { certificateArn: "cert" }, "ARN 'cert' is not valid"],
    ["AwsError", "HTTPS without a certificate", { certificateArn: undefined }, "must be specified for HTTPS"],
    ["SSLPolicyNotFoundException", "an unknown policy", { sslPolicy: "ELBSecurityPolicy-X" }],
    ["AwsError", "a certificate for HTTP", { protocol: "HTTP" }, "certificateArn is for listeners whose"],
    ["ZodError", "another protocol", { protocol: "TCP" }, "supports HTTP and HTTPS"],
    ["TargetGroupNotFoundException", "an unknown group", forwardTo("arn:x")],
    ["InvalidLoadBalancerActionException", "forward to nothing", { defaultActions: [{ type: "forward" }] }],
    ["InvalidLoadBalancerActionException", "no action", { defaultActions: [] }],
    ["TooManyActionsException", "two actions", { defaultActions: [page, page] }],
    [
      "ZodError",
      "authentication",
      { defaultActions: [{ type: "authenticate-oidc" }] },
      "the supported actions are",
    ],
    ["ZodError", "mutual TLS", { mutualAuthentication: { mode: "verify" } }, "does not support this"],
  ])("%s for %s", async (name, _what, properties, message = "") => {
    const refused = httpsListener({ port: 444, ...properties });
    await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  test("DuplicateListener for a port that another listener has, TooManyListeners for the 51st", async () => {
    const [first] = await Promise.all(
      Array.from({ length: 50 }, (_, index) => listener({ port: 1000 + index })),
    );
    await expect(listener({ port: 1000 })).rejects.toMatchObject({ name: "DuplicateListenerException" });
    await expect(listener({ port: 2000 })).rejects.toMatchObject({ name: "TooManyListenersException" });
    await listenerType().delete(first ?? "");
    await listener({ port: 2000 });
  });

  test("ValidationError for a weight above 999 and for six target groups", async () => {
    const arns = await Promise.all(Array.from({ length: 6 }, () => targetGroup()));
    const forward = (targetGroups: object[]) =>
      listener({ defaultActions: [{ type: "forward", forward: { targetGroups } }] });
    const tooHeavy = forward([{ arn: arns[0], weight: 1000 }]);
    await expect(tooHeavy).rejects.toMatchObject({
      code: "ValidationException",
      message: expect.stringContaining("1000"),
    });
    const tooMany = forward(arns.map((arn) => ({ arn })));
    await expect(tooMany).rejects.toMatchObject({
      code: "ValidationException",
      message: expect.stringContaining("6 target groups"),
    });
  });

  test("TargetGroupAssociationLimit for a target group of another load balancer", async () => {
    const arn = await targetGroup();
    await listener(forwardTo(arn));
    loadBalancerArn = await balancer();
    await expect(listener(forwardTo(arn))).rejects.toMatchObject({
      name: "TargetGroupAssociationLimitException",
      message: expect.stringContaining(arn),
    });
  });
});

function forwardTo(arn: string): object {
  return { defaultActions: [{ type: "forward", targetGroupArn: arn }] };
}

describe("listener rules of a program, as on AWS", () => {
  test("handle the requests that they match, by priority, until they are deleted", async () => {
    const listenerArn = await listener();
    const first = ruleProperties(listenerArn, { priority: 10, actions: [respond("ten")] });
    await ruleType().create(String(first.arn), first);
    const conditions = [
      { pathPattern: { values: ["/a", "/b"] } },
      { httpHeader: { httpHeaderName: "X-Beta", values: ["*"] } },
      { queryStrings: [{ key: "v", value: "2" }] },
      { httpRequestMethod: { values: ["GET"] } },
    ];
    const second = await rule(listenerArn, { priority: 5, conditions, actions: [respond("five")] });
    const beta = { headers: { "x-beta": "1" } };
    expect((await ask(urlOf(listenerArn, "/a?v=2"), beta)).body).toBe("five");
    expect((await ask(urlOf(listenerArn, "/a?v=3"), beta)).body).toBe("ten");
    expect((await ask(urlOf(listenerArn, "/c?v=2"), beta)).body).toBe("default");
    await ruleType().update(String(first.arn), { ...first, priority: 1 }, first);
    expect((await ask(urlOf(listenerArn, "/a?v=2"), beta)).body).toBe("ten");
    await ruleType().delete(String(first.arn));
    expect((await ask(urlOf(listenerArn, "/a?v=2"), beta)).body).toBe("five");
    await ruleType().delete(second);
    expect((await ask(urlOf(listenerArn, "/a?v=2"), beta)).body).toBe("default");
    expect(ruleType().read(second)).toBeUndefined();
  });

  test("without a priority come after the existing rules", async () => {
    const listenerArn = await listener();
    await rule(listenerArn, { priority: 41 });
    const properties = ruleProperties(listenerArn, { priority: undefined });
    expect(await ruleType().create(String(properties.arn), properties)).toEqual({ priority: 42 });
    expect(ruleType().read(String(properties.arn))).toEqual({ priority: 42 });
  });

  test("are described in their order, the default rule last; each by its ARN", async () => {
    const listenerArn = await listener();
    const group = await targetGroup();
    const conditions = [
      { hostHeader: { values: ["*.example.org"] } },
      { pathPattern: { values: ["/b"] } },
      { sourceIp: { values: ["127.0.0.0/8"] } },
      { queryStrings: [{ value: "x" }] },
      { httpHeader: { httpHeaderName: "X-Beta", values: ["1"] } },
    ];
    const late = await rule(listenerArn, { priority: 20 });
    const early = await rule(listenerArn, {
      priority: 3,
      conditions,
      actions: [{ type: "forward", targetGroupArn: group }],
    });
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
    expect(Rules.map(({ RuleArn, Priority, IsDefault }) => [RuleArn, Priority, IsDefault])).toEqual([
      [early, "3", false],
      [late, "20", false],
      [expect.stringContaining(":listener-rule/"), "default", true],
    ]);
    expect(Rules[0]).toMatchObject({
      Conditions: [
        {
          Field: "host-header",
          Values: ["*.example.org"],
          HostHeaderConfig: { Values: ["*.example.org"] },
        },
        { Field: "path-pattern", Values: ["/b"], PathPatternConfig: { Values: ["/b"] } },
        { Field: "source-ip", SourceIpConfig: { Values: ["127.0.0.0/8"] } },
        { Field: "query-string", QueryStringConfig: { Values: [{ Value: "x" }] } },
        { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Beta", Values: ["1"] } },
      ],
      Actions: [{ Type: "forward", TargetGroupArn: group }],
    });
    const one = await elb.send(new DescribeRulesCommand({ RuleArns: [late] }));
    expect(one.Rules).toMatchObject([{ RuleArn: late, Priority: "20" }]);
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [group] }));
    expect(TargetGroups?.[0]?.LoadBalancerArns).toEqual([loadBalancerArn]);
  });

  test("RuleNotFound and ListenerNotFound for missing ones, ValidationError for both or neither", async () => {
    const listenerArn = await listener();
    const gone = `${listenerArn.replace(":listener/", ":listener-rule/")}/gone`;
    const describing = (input: object) => elb.send(new DescribeRulesCommand(input));
    await expect(describing({ RuleArns: [gone] })).rejects.toMatchObject({ name: "RuleNotFoundException" });
    await expect(describing({ ListenerArn: `${listenerArn}x` })).rejects.toMatchObject({
      name: "ListenerNotFoundException",
    });
    await expect(describing({})).rejects.toMatchObject({ name: "ValidationError" });
    await expect(describing({ ListenerArn: listenerArn, RuleArns: [gone] })).rejects.toMatchObject({
      name: "ValidationError",
    });
  });

  test("PriorityInUse for a priority of another rule, on create and on update", async () => {
    const listenerArn = await listener();
    await rule(listenerArn, { priority: 7 });
    const other = ruleProperties(listenerArn, { priority: 8 });
    await ruleType().create(String(other.arn), other);
    const inUse = { name: "PriorityInUseException", message: "Priority '7' is currently in use" };
    await expect(rule(listenerArn, { priority: 7 })).rejects.toMatchObject(inUse);
    const update = ruleType().update(String(other.arn), { ...other, priority: 7 }, other);
    await expect(update).rejects.toMatchObject(inUse);
  });

  test("TooManyRules for the 101st rule of a load balancer, on any listener", async () => {
    const [one, two] = [await listener(), await listener({ port: 81 })];
    for (let priority = 1; priority <= 50; priority++) {
      await rule(one, { priority });
      await rule(two, { priority });
    }
    await expect(rule(two, { priority: 51 })).rejects.toMatchObject({ name: "TooManyRulesException" });
  });

  test.each<[what: string, properties: object, message: string]>([
    ["a priority above 50,000", { priority: 50_001 }, "50000"],
    ["six values", { conditions: [path(3), query(3)] }, "6 values in its conditions"],
    ["two path patterns", { conditions: [path(1), path(1)] }, "path-pattern appears twice"],
    ["no condition", { conditions: [] }, "there is no condition"],
    ["two fields in one condition", { conditions: [{ ...path(1), ...query(1) }] }, "a condition has one of"],
    ["a field that no rule has", { conditions: [{ cookie: { values: ["a"] } }] }, "cookie"],
    [
      "regular expressions",
      { conditions: [{ hostHeader: { regexValues: ["a"] } }] },
      "does not support regular expressions",
    ],
    ["a rewritten URL", { transforms: [{ type: "url-rewrite" }] }, "does not support this"],
  ])("are refused with %s", async (_what, properties, message) => {
    await expect(rule(await listener(), properties)).rejects.toThrow(message);
  });

  test("ResourceInUse for a target group that only a rule forwards to", async () => {
    const group = await targetGroup();
    const arn = await rule(await listener(), { actions: [{ type: "forward", targetGroupArn: group }] });
    const groupType = resource("aws:lb/targetGroup:TargetGroup");
    await expect(groupType.delete(group)).rejects.toMatchObject({ name: "ResourceInUseException" });
    await ruleType().delete(arn);
    await groupType.delete(group);
  });
});

function path(count: number) {
  return { pathPattern: { values: Array.from({ length: count }, (_, index) => `/${index}`) } };
}

function query(count: number) {
  return { queryStrings: Array.from({ length: count }, (_, index) => ({ value: `${index}` })) };
}

describe("the certificate list, as on AWS", () => {
  const other = (number: number) => `${certificateArn.slice(0, -2)}${number + 10}`;

  test("is described with the default certificate, and shrinks when a certificate is removed", async () => {
    const listenerArn = await httpsListener();
    const id = `${listenerArn}_${other(1)}`;
    await certificateType().create(id, { listenerArn, certificateArn: other(1) });
    const listed = async () =>
      (await elb.send(new DescribeListenerCertificatesCommand({ ListenerArn: listenerArn }))).Certificates;
    expect(await listed()).toEqual([
      { CertificateArn: certificateArn, IsDefault: true },
      { CertificateArn: other(1), IsDefault: false },
    ]);
    expect(certificateType().read(id)).toEqual({});
    await certificateType().delete(id);
    expect(await listed()).toEqual([{ CertificateArn: certificateArn, IsDefault: true }]);
    expect(certificateType().read(id)).toBeUndefined();
  });

  test("TooManyCertificates for the 26th, CertificateNotFound and ListenerNotFound for missing ones", async () => {
    const listenerArn = await httpsListener();
    const add = (properties: { listenerArn: string; certificateArn: string }) =>
      certificateType().create(`${properties.listenerArn}_${properties.certificateArn}`, properties);
    for (let number = 0; number < 25; number++) {
      await add({ listenerArn, certificateArn: other(number) });
    }
    await expect(add({ listenerArn, certificateArn: other(25) })).rejects.toMatchObject({
      name: "TooManyCertificatesException",
    });
    const elsewhere = certificateArn.replace("us-east-1", "eu-west-1");
    await expect(add({ listenerArn, certificateArn: elsewhere })).rejects.toMatchObject({
      name: "CertificateNotFoundException",
    });
    await expect(add({ listenerArn: `${listenerArn}x`, certificateArn })).rejects.toMatchObject({
      name: "ListenerNotFoundException",
    });
  });
});

describe("sticky sessions of a program, as on AWS", () => {
  test("are an attribute of the target group", async () => {
    const stickiness = { type: "lb_cookie", cookieDuration: 120 };
    const arn = await targetGroup({ stickiness });
    expect(lab.services.elbv2.targetGroup(arn).settings.stickiness).toEqual({ durationSeconds: 120 });
    const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }));
    expect(Attributes).toContainEqual({ Key: "stickiness.enabled", Value: "true" });
    expect(Attributes).toContainEqual({ Key: "stickiness.lb_cookie.duration_seconds", Value: "120" });
    const appCookie = targetGroup({ stickiness: { type: "app_cookie", cookieName: "session" } });
    await expect(appCookie).rejects.toThrow("the lab supports only the stickiness lb_cookie");
  });
});

describe("security policies, as on AWS", () => {
  test("are described by their names, with versions and ciphers in their order", async () => {
    const Names = ["ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "ELBSecurityPolicy-FS-1-1-2019-08"];
    const { SslPolicies = [] } = await elb.send(new DescribeSSLPoliciesCommand({ Names }));
    const [old, modern] = ["FS-1-1", "PQ-2025"].map((part) =>
      SslPolicies.find(({ Name }) => Name?.includes(part)),
    );
    expect(old).toMatchObject({ Name: Names[1], SslProtocols: ["TLSv1.1", "TLSv1.2"] });
    expect(modern).toMatchObject({ Name: Names[0], SslProtocols: ["TLSv1.2", "TLSv1.3"] });
    expect(modern?.Ciphers?.[0]).toEqual({ Name: "TLS_AES_128_GCM_SHA256", Priority: 1 });
    expect(old?.Ciphers?.[0]).toEqual({ Name: "ECDHE-ECDSA-AES128-GCM-SHA256", Priority: 1 });
    const all = await elb.send(new DescribeSSLPoliciesCommand({}));
    expect(all.SslPolicies?.map(({ Name }) => Name)).toEqual(expect.arrayContaining(Names));
    const unknown = elb.send(new DescribeSSLPoliciesCommand({ Names: ["ELBSecurityPolicy-X"] }));
    await expect(unknown).rejects.toMatchObject({ name: "SSLPolicyNotFoundException" });
  });
});
