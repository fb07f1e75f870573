import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type PlayedServices, playServices } from "./played-services.ts";

const tokens = {
  certificate: "aws:acm/certificate:Certificate",
  group: "aws:autoscaling/group:Group",
  item: "aws:dynamodb/tableItem:TableItem",
  listener: "aws:lb/listener:Listener",
  listenerCertificate: "aws:lb/listenerCertificate:ListenerCertificate",
  loadBalancer: "aws:lb/loadBalancer:LoadBalancer",
  parameter: "aws:ssm/parameter:Parameter",
  profile: "aws:iam/instanceProfile:InstanceProfile",
  rule: "aws:lb/listenerRule:ListenerRule",
  subnet: "aws:ec2/subnet:Subnet",
  table: "aws:dynamodb/table:Table",
  targetGroup: "aws:lb/targetGroup:TargetGroup",
  template: "aws:ec2/launchTemplate:LaunchTemplate",
  validation: "aws:acm/certificateValidation:CertificateValidation",
  vpc: "awsx:ec2:Vpc",
};

let played: PlayedServices;
beforeEach(async () => {
  played = await playServices();
});
afterEach(() => played.close());

const page = { type: "fixed-response", fixedResponse: { contentType: "text/plain", messageBody: "page" } };
const certificateArn = "arn:aws:acm:us-east-1:111122223333:certificate/8bd6e6d1-0000-4000-8000-000000000001";
const balancer = { name: "web", arn: "arn:lb", arnSuffix: "app/web/0" };
const listenerOf = (arn: string, changes: object = {}) => ({
  arn,
  loadBalancerArn: "arn:lb",
  port: 80,
  defaultActions: [page],
  ...changes,
});
const httpsOf = (arn: string, changes: object = {}) =>
  listenerOf(arn, { port: 443, protocol: "HTTPS", certificateArn, ...changes });
const group = {
  name: "servers",
  arn: "arn:group",
  minSize: 2,
  maxSize: 4,
  launchTemplate: { id: "lt-1" },
};
const unit = "[Service]\nExecStart=/bin/sh -c true\n";
const userData = `#cloud-config\nwrite_files: [{path: /etc/systemd/system/a.service, content: ${JSON.stringify(unit)}}]\n`;
const template = {
  name: "servers",
  imageId: "ami-1",
  instanceType: "t4g.micro",
  userData: Buffer.from(userData).toString("base64"),
};

describe("a deleted resource", () => {
  test.each<[token: string, properties: Record<string, unknown>]>([
    [tokens.certificate, { arn: "gone", domainName: "a.example.org", domainValidationOptions: [] }],
    [tokens.group, { ...group, launchTemplate: { id: "lt-x" } }],
    [tokens.listener, listenerOf("gone", { loadBalancerArn: "arn:x" })],
    [tokens.loadBalancer, balancer],
    [tokens.targetGroup, { name: "g", arn: "gone", arnSuffix: "g", port: 80 }],
    [tokens.template, template],
  ])("of type %s is not found; its updates and deletions change nothing", async (token, properties) => {
    const resource = played.resource(token);
    expect(await resource.update("gone", properties, properties)).toEqual({});
    await resource.delete("gone");
    expect(resource.read("gone")).toBeUndefined();
    expect(played.asked).toEqual([]);
  });

  test.each([
    tokens.subnet,
    tokens.parameter,
    tokens.listenerCertificate,
    tokens.rule,
    tokens.validation,
    tokens.item,
    tokens.vpc,
  ])("of type %s is not found, and its deletion changes nothing", async (token) => {
    await played.resource(token).delete("gone");
    expect(played.resource(token).read("gone")).toBeUndefined();
  });
});

describe("an Auto Scaling group", () => {
  const create = (properties: object = {}) =>
    played.resource(tokens.group).create("servers", { ...group, ...properties });
  beforeEach(async () => {
    await played.resource(tokens.template).create("lt-1", template);
  });

  test("is started once it exists, and has a capacity until it is deleted", async () => {
    const resource = played.resource(tokens.group);
    expect(await create()).toEqual({ desiredCapacity: 2 });
    expect(played.asked).toEqual(["create", "start"]);
    expect(resource.read("servers")).toEqual({ desiredCapacity: 2 });
    await resource.delete("servers");
    expect(played.asked).toEqual(["create", "start", "retire"]);
    expect(resource.read("servers")).toBeUndefined();
  });

  test("has its first target group's port for its servers, or 80", async () => {
    await create();
    for (const [arn, port] of [["arn:a", 8080] as const, ["arn:b", 9090] as const]) {
      await played.resource(tokens.targetGroup).create(arn, { name: arn, arn, arnSuffix: arn, port });
    }
    await create({ targetGroupArns: ["arn:a", "arn:b"] });
    expect(played.created.map(({ settings }) => settings.instance.port)).toEqual([80, 8080]);
  });

  test("has its own tags; its instances have the propagated ones and the template's for instances", async () => {
    const tags = (key: string) => ({ tags: { [key]: "template" } });
    await played.resource(tokens.template).create("lt-1", {
      ...template,
      metadataOptions: { instanceMetadataTags: "enabled" },
      tagSpecifications: [
        { resourceType: "volume", ...tags("Volume") },
        { resourceType: "instance", ...tags("Instance") },
      ],
    });
    await create({
      tags: [
        { key: "Own", value: "1", propagateAtLaunch: false },
        { key: "Both", value: "2", propagateAtLaunch: true },
      ],
    });
    expect(played.created[0]?.settings).toMatchObject({ tags: { Own: "1", Both: "2" } });
    expect(played.created[0]?.settings.instance.metadataTags).toEqual({ Instance: "template", Both: "2" });
  });

  test("gives its instances the decoded user data", async () => {
    await create();
    expect(played.created[0]?.settings.instance.userData).toBe(userData);
  });
});

describe("a launch template", () => {
  test("has a new version after each update, which is then the default", async () => {
    const resource = played.resource(tokens.template);
    expect(await resource.create("lt-1", template)).toEqual({ latestVersion: 1, defaultVersion: 1 });
    expect(await resource.update("lt-1", template, template)).toEqual({
      latestVersion: 2,
      defaultVersion: 2,
    });
    expect(resource.read("lt-1")).toEqual({ latestVersion: 2 });
    await resource.delete("lt-1");
    expect(resource.read("lt-1")).toBeUndefined();
  });
});

describe("the subnets of awsx's component", () => {
  const component = (vpcId: string, publicSubnetIds: string[], privateSubnetIds: string[] = []) => ({
    vpcId,
    availabilityZoneNames: ["us-east-1a", "us-east-1b"],
    publicSubnetIds,
    privateSubnetIds,
  });
  const zoneOf = (id: string) => played.services.ec2.subnet(id).availabilityZone;
  const vpc = () => played.resource(tokens.vpc);

  test("are in the zones' order, for each kind", async () => {
    await vpc().create("network", component("vpc-1", ["a", "b"], ["c"]));
    expect(vpc().read("network")).toEqual({});
    expect(["a", "b", "c"].map(zoneOf)).toEqual(["us-east-1a", "us-east-1b", "us-east-1a"]);
  });

  test("change with an update, and end with a deletion; those of other VPCs stay", async () => {
    const before = component("vpc-1", ["a"]);
    await vpc().create("network", before);
    await vpc().create("another", component("vpc-2", ["z"]));
    await vpc().update("network", component("vpc-1", ["b"]), before);
    expect(() => zoneOf("a")).toThrow("The subnet ID 'a' does not exist");
    expect(["b", "z"].map(zoneOf)).toEqual(["us-east-1a", "us-east-1a"]);
    await vpc().delete("network");
    expect(() => zoneOf("b")).toThrow("The subnet ID 'b' does not exist");
    expect(zoneOf("z")).toBe("us-east-1a");
  });

  test("are at most one of a kind in each zone", async () => {
    await expect(vpc().create("network", component("vpc-1", ["a", "b", "c"]))).rejects.toThrow(
      "The VPC vpc-1 has more subnets of one kind than zones.",
    );
  });
});

test("a subnet exists until it is deleted", async () => {
  const subnet = played.resource(tokens.subnet);
  await subnet.create("subnet-1", { availabilityZone: "us-east-1a", vpcId: "vpc-1" });
  expect(subnet.read("subnet-1")).toEqual({});
  await subnet.delete("subnet-1");
  expect(subnet.read("subnet-1")).toBeUndefined();
});

describe("a parameter", () => {
  const parameter = () => played.resource(tokens.parameter);
  const properties = { name: "/a", type: "String", value: "one" };
  const stored = () => played.services.ssm.parameters.find("/a");

  test("has a new version after each update, and is read in its current state", async () => {
    expect(await parameter().create("/a", properties)).toEqual({ version: 1 });
    expect(await parameter().update("/a", { ...properties, value: "two" }, properties)).toEqual({
      version: 2,
    });
    expect(parameter().read("/a")).toEqual({ value: "two", version: 2 });
    await parameter().delete("/a");
    expect(parameter().read("/a")).toBeUndefined();
  });

  test("may have a plain value, and has empty strings for what is missing", async () => {
    const { value, ...others } = properties;
    await parameter().create("/a", { ...others, insecureValue: value, description: "", allowedPattern: "" });
    expect(parameter().read("/a")).toMatchObject({ value: "one" });
    expect(stored()).toMatchObject({ description: undefined, allowedPattern: undefined });
  });

  test("has the provider's default tags with its own", async () => {
    await parameter().create("/a", { ...properties, tags: { A: "1" }, tagsAll: { A: "1", B: "2" } });
    expect(stored()?.tags).toEqual({ A: "1", B: "2" });
  });

  test("is a String in the standard tier by default", async () => {
    await parameter().create("/a", { ...properties, description: "words", tags: { A: "1" } });
    expect(stored()).toMatchObject({
      description: "words",
      dataType: "text",
      tier: "Standard",
      tags: { A: "1" },
    });
  });
});

describe("a load balancer", () => {
  const resource = () => played.resource(tokens.loadBalancer);

  test("has an address until it is deleted, and reports every change", async () => {
    const { dnsName } = await resource().create("arn:lb", balancer);
    expect(dnsName).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(resource().read("arn:lb")).toEqual({ dnsName });
    await resource().update("arn:lb", balancer, balancer);
    await resource().delete("arn:lb");
    expect(played.changes()).toBe(3);
    expect(resource().read("arn:lb")).toBeUndefined();
    await expect(fetch(`http://${dnsName}`)).rejects.toThrow("fetch failed");
  });

  test("has the provider's defaults for missing properties", async () => {
    const { dnsName } = await resource().create("arn:lb", balancer);
    const running = played.services.elbv2.loadBalancers.get("arn:lb");
    expect(running?.balancer.settings).toMatchObject({
      dnsName,
      idleTimeoutSeconds: 60,
      clientKeepAliveSeconds: 3_600,
      dropInvalidHeaderFields: false,
      preserveHostHeader: false,
      xffHeaderProcessingMode: "append",
      desyncMitigationMode: "defensive",
      http2Enabled: true,
    });
    expect(running?.properties).toMatchObject({
      loadBalancerType: "application",
      internal: false,
      ipAddressType: "ipv4",
      subnets: [],
      securityGroups: [],
      tags: {},
    });
  });

  test("of another type is refused", async () => {
    await expect(resource().create("arn:lb", { ...balancer, loadBalancerType: "network" })).rejects.toThrow(
      "the lab supports only Application Load Balancers",
    );
  });
});

describe("a target group", () => {
  const resource = () => played.resource(tokens.targetGroup);
  const properties = { name: "g", arn: "arn:g", arnSuffix: "targetgroup/g/0", port: 80 };
  const running = () => played.services.elbv2.targetGroups.get("arn:g");

  test("accepts other settings, and reports every change", async () => {
    await resource().create("arn:g", properties);
    expect(resource().read("arn:g")).toEqual({});
    await resource().update("arn:g", { ...properties, slowStart: 30, deregistrationDelay: "20" }, properties);
    expect(running()?.targetGroup.settings).toMatchObject({
      slowStartSeconds: 30,
      deregistrationDelaySeconds: 20,
    });
    expect(running()?.properties.slowStart).toBe(30);
    await resource().delete("arn:g");
    expect(played.changes()).toBe(3);
    expect(resource().read("arn:g")).toBeUndefined();
  });

  test("has the provider's defaults for missing properties", async () => {
    await resource().create("arn:g", properties);
    expect(running()?.properties).toMatchObject({ protocol: "HTTP", targetType: "instance", tags: {} });
    expect(running()?.properties.healthCheck).toMatchObject({ port: "traffic-port", protocol: "HTTP" });
    expect(running()?.targetGroup.settings).toMatchObject({
      protocolVersion: "HTTP1",
      algorithm: "round_robin",
      anomalyMitigation: "off",
      healthCheck: { path: "/", matcher: "200", timeoutSeconds: 6 },
    });
  });

  test("of addresses is refused", async () => {
    await expect(resource().create("arn:g", { ...properties, targetType: "ip" })).rejects.toThrow(
      "the lab supports only targets of type instance",
    );
  });

  test("may name another kind of stickiness that is off, without effect", async () => {
    await resource().create("arn:g", { ...properties, stickiness: { type: "source_ip", enabled: false } });
    expect(running()?.targetGroup.settings).not.toHaveProperty("stickiness");
    await resource().create("arn:g", { ...properties, stickiness: { type: "lb_cookie" } });
    expect(running()?.targetGroup.settings.stickiness).toEqual({ durationSeconds: 86_400 });
    const appCookie = resource().create("arn:g", { ...properties, stickiness: { type: "app_cookie" } });
    await expect(appCookie).rejects.toMatchObject({ issues: [{ path: ["stickiness", "type"] }] });
  });
});

describe("a listener", () => {
  const resource = () => played.resource(tokens.listener);
  const create = (properties: { arn: string }) => resource().create(properties.arn, properties);
  const addressOf = (arn: string) =>
    `127.0.0.1:${played.services.elbv2.listeners.get(arn)?.listener.localPort}`;
  let dnsName: unknown;
  beforeEach(async () => {
    ({ dnsName } = await played.resource(tokens.loadBalancer).create("arn:lb", balancer));
  });

  test("leaves the load balancer's address to the next listener of its protocol when it is deleted", async () => {
    await create(listenerOf("arn:1"));
    await create(listenerOf("arn:2", { port: 81 }));
    expect([addressOf("arn:1") === dnsName, addressOf("arn:2") === dnsName]).toEqual([true, false]);
    await resource().delete("arn:2");
    await create(listenerOf("arn:3", { port: 82 }));
    expect(addressOf("arn:3")).not.toBe(dnsName);
    await resource().delete("arn:1");
    await create(listenerOf("arn:4", { port: 83 }));
    expect(addressOf("arn:4")).toBe(dnsName);
  });

  test("also leaves it when its protocol changes", async () => {
    await create(listenerOf("arn:1"));
    await resource().update("arn:1", httpsOf("arn:1"), listenerOf("arn:1"));
    await create(listenerOf("arn:2"));
    expect([addressOf("arn:1"), addressOf("arn:2")]).toEqual([dnsName, dnsName]);
  });

  test("also leaves it when it could not listen there", async () => {
    const taken = createServer().listen(Number(String(dnsName).split(":")[1]), "127.0.0.1");
    await once(taken, "listening");
    await expect(create(listenerOf("arn:1"))).rejects.toThrow("EADDRINUSE");
    taken.close();
    await once(taken, "close");
    await create(listenerOf("arn:2"));
    expect(addressOf("arn:2")).toBe(dnsName);
  });

  test("can be deleted after its load balancer", async () => {
    await create(listenerOf("arn:1"));
    await played.resource(tokens.loadBalancer).delete("arn:lb");
    await resource().delete("arn:1");
    expect(resource().read("arn:1")).toBeUndefined();
  });

  test("reports every change", async () => {
    const before = played.changes();
    await create(listenerOf("arn:1"));
    await resource().update("arn:1", httpsOf("arn:1"), listenerOf("arn:1"));
    await resource().update("arn:1", httpsOf("arn:1", { port: 8443 }), httpsOf("arn:1"));
    await resource().delete("arn:1");
    expect(played.changes()).toBe(before + 4);
  });

  test("keeps its own port in an update, and cannot take another's", async () => {
    await create(listenerOf("arn:1"));
    await create(listenerOf("arn:2", { port: 81 }));
    const update = (port: number) =>
      resource().update("arn:2", listenerOf("arn:2", { port }), listenerOf("arn:2", { port: 81 }));
    await update(81);
    await expect(update(80)).rejects.toMatchObject({
      name: "DuplicateListenerException",
      message: "A listener already exists on this port for this load balancer",
    });
  });

  test("over HTTP has neither a certificate nor a policy", async () => {
    await expect(
      create(listenerOf("arn:1", { sslPolicy: "ELBSecurityPolicy-2016-08" })),
    ).rejects.toMatchObject({
      code: "ValidationException",
      message: "sslPolicy is for listeners whose protocol is HTTPS",
    });
    await expect(create(listenerOf("arn:1", { certificateArn }))).rejects.toMatchObject({
      code: "ValidationException",
      message: "certificateArn is for listeners whose protocol is HTTPS",
    });
  });

  test("may have the port of another load balancer's listener", async () => {
    await played
      .resource(tokens.loadBalancer)
      .create("arn:lb2", { ...balancer, name: "web2", arn: "arn:lb2" });
    await create(listenerOf("arn:1"));
    await create(listenerOf("arn:2", { loadBalancerArn: "arn:lb2" }));
    expect(resource().read("arn:2")).toEqual({});
  });

  describe("with a certificate list", () => {
    const listed = (arn: string) => played.services.elbv2.listeners.get(arn)?.certificateArns;
    const numbered = (number: number) => `${certificateArn.slice(0, -2)}${number + 10}`;
    const add = (listenerArn: string, number: number) =>
      played.resource(tokens.listenerCertificate).create(`${listenerArn}_${numbered(number)}`, {
        listenerArn,
        certificateArn: numbered(number),
      });

    test("loses a deleted certificate", async () => {
      await create(httpsOf("arn:1"));
      await create(httpsOf("arn:2", { port: 444 }));
      await add("arn:1", 1);
      await add("arn:1", 2);
      await add("arn:2", 2);
      await played.resource(tokens.listenerCertificate).delete(`arn:1_${numbered(2)}`);
      expect([listed("arn:1"), listed("arn:2")]).toEqual([[numbered(1)], [numbered(2)]]);
    });

    test("has each certificate once", async () => {
      await create(httpsOf("arn:1"));
      await add("arn:1", 1);
      await add("arn:1", 1);
      expect(listed("arn:1")).toEqual([numbered(1)]);
    });

    test("has at most 25 together with the load balancer's other listeners", async () => {
      await played
        .resource(tokens.loadBalancer)
        .create("arn:lb2", { ...balancer, name: "web2", arn: "arn:lb2" });
      await create(httpsOf("arn:1"));
      await create(httpsOf("arn:2", { port: 444 }));
      await create(httpsOf("arn:3", { loadBalancerArn: "arn:lb2" }));
      for (let number = 0; number < 25; number++) {
        await add(number < 12 ? "arn:1" : "arn:2", number);
      }
      await expect(add("arn:1", 25)).rejects.toMatchObject({
        name: "TooManyCertificatesException",
        message: "You've reached the limit on the number of certificates per load balancer",
      });
      await add("arn:3", 25);
    });

    test("is HTTPS", async () => {
      await create(listenerOf("arn:1"));
      await expect(add("arn:1", 1)).rejects.toMatchObject({
        code: "ValidationException",
        message: "A listener whose protocol is HTTP has no certificates",
      });
    });
  });
});

describe("a rule of a listener", () => {
  test("of an unknown listener is refused", async () => {
    const properties = { arn: "arn:r", listenerArn: "arn:x", conditions: [], actions: [page] };
    await expect(played.resource(tokens.rule).create("arn:r", properties)).rejects.toMatchObject({
      name: "ListenerNotFoundException",
    });
  });

  test("that is gone is not brought back by an update", async () => {
    await played.resource(tokens.loadBalancer).create("arn:lb", balancer);
    await played.resource(tokens.listener).create("arn:1", listenerOf("arn:1"));
    const conditions = [{ pathPattern: { values: ["/a"] } }];
    const properties = { arn: "arn:r", listenerArn: "arn:1", priority: 1, conditions, actions: [page] };
    expect(await played.resource(tokens.rule).update("arn:r", properties, properties)).toEqual({});
    expect(played.resource(tokens.rule).read("arn:r")).toBeUndefined();
  });
});

describe("a certificate", () => {
  const resource = () => played.resource(tokens.certificate);
  const properties = { arn: certificateArn, domainName: "a.example.org", domainValidationOptions: [] };

  test("keeps when it was requested in an update of its tags", async () => {
    await resource().create(certificateArn, properties);
    await resource().update(certificateArn, { ...properties, tags: {} }, properties);
    expect(resource().read(certificateArn)).toEqual({});
  });

  test("that a listener has cannot be deleted, in AWS's words", async () => {
    await resource().create(certificateArn, properties);
    await played.resource(tokens.loadBalancer).create("arn:lb", balancer);
    await played.resource(tokens.listener).create("arn:1", httpsOf("arn:1"));
    await expect(resource().delete(certificateArn)).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: `Certificate ${certificateArn} is in use.`,
    });
  });

  test("that is not there is named by its validation", async () => {
    const validated = played.resource(tokens.validation).create("x", { certificateArn: "arn:x" });
    await expect(validated).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Could not find certificate arn:x.",
    });
  });
});

describe("what replaces a resource, as in the provider's schema", () => {
  test.each([
    [
      tokens.certificate,
      ["domainName", "subjectAlternativeNames", "validationMethod", "validationOptions", "keyAlgorithm"],
    ],
    [tokens.group, ["name", "namePrefix"]],
    [tokens.item, ["tableName", "hashKey", "rangeKey"]],
    [tokens.listener, ["loadBalancerArn"]],
    [tokens.listenerCertificate, ["listenerArn", "certificateArn"]],
    [tokens.loadBalancer, ["name", "namePrefix", "internal", "loadBalancerType"]],
    [tokens.parameter, ["name", "dataType"]],
    [tokens.rule, ["listenerArn"]],
    [tokens.subnet, ["availabilityZone", "availabilityZoneId", "cidrBlock", "vpcId"]],
    [tokens.table, ["name", "hashKey", "rangeKey"]],
    [
      tokens.targetGroup,
      ["name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId", "ipAddressType"],
    ],
    [tokens.template, ["name", "namePrefix"]],
    [tokens.validation, ["certificateArn", "validationRecordFqdns"]],
    [tokens.vpc, ["cidrBlock"]],
  ])("%s: %j", (token, properties) => {
    expect(played.resource(token).replaceOn).toEqual(properties);
  });
});

describe("a property that has no effect here is refused by its name:", () => {
  const refused = {
    [tokens.certificate]: ["certificateAuthorityArn", "certificateBody", "certificateChain", "privateKey"],
    [tokens.group]: [
      ...[
        "availabilityZones",
        "initialLifecycleHooks",
        "instanceRefresh",
        "launchConfiguration",
        "loadBalancers",
      ],
      ...["maxInstanceLifetime", "minElbCapacity", "mixedInstancesPolicy", "protectFromScaleIn"],
      ...["suspendedProcesses", "trafficSources", "waitForElbCapacity", "warmPool"],
    ],
    [tokens.listener]: [
      ...["alpnPolicy", "mutualAuthentication", "tcpIdleTimeoutSeconds"],
      "routingHttpRequestXAmznTlsCipherSuiteHeaderName",
      "routingHttpRequestXAmznTlsVersionHeaderName",
      "routingHttpResponseAccessControlAllowCredentialsHeaderValue",
      "routingHttpResponseAccessControlAllowHeadersHeaderValue",
      "routingHttpResponseAccessControlAllowMethodsHeaderValue",
      "routingHttpResponseAccessControlAllowOriginHeaderValue",
      "routingHttpResponseAccessControlExposeHeadersHeaderValue",
      "routingHttpResponseAccessControlMaxAgeHeaderValue",
      "routingHttpResponseContentSecurityPolicyHeaderValue",
      "routingHttpResponseServerEnabled",
      "routingHttpResponseStrictTransportSecurityHeaderValue",
      "routingHttpResponseXContentTypeOptionsHeaderValue",
      "routingHttpResponseXFrameOptionsHeaderValue",
    ],
    [tokens.loadBalancer]: ["enableTlsVersionAndCipherSuiteHeaders", "enableXffClientPort"],
    [tokens.rule]: ["transforms"],
    [tokens.targetGroup]: ["targetControlPort"],
  };
  test.each(Object.entries(refused).flatMap(([token, names]) => names.map((name) => [token, name] as const)))(
    "%s, %s",
    async (token, name) => {
      const error = await played
        .resource(token)
        .create("id", { [name]: "on" })
        .catch((thrown: { issues: { path: string[]; message: string }[] }) => thrown);
      expect(error.issues).toContainEqual(
        expect.objectContaining({
          path: [name],
          message: "the lab does not support this: leave it out, or try the program on AWS",
        }),
      );
    },
  );
});
