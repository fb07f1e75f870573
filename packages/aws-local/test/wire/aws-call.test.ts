import { describe, expect, test } from "vitest";
import { type EndpointRequest, recogniseCall } from "../../src/wire/aws-call.ts";
import type { ServiceModel } from "../../src/wire/service-model.ts";

const model = (name: string, target: string, version: string, protocols: ServiceModel["protocols"]) => ({
  name,
  target,
  version,
  protocols,
  namespace: `com.amazonaws.${name}`,
  xmlNamespace: "",
  awsQueryCompatible: false,
});
const ssm = model("ssm", "AmazonSSM", "2014-11-06", ["json"]);
const monitoring = model("monitoring", "GraniteServiceVersion20100801", "2010-08-01", [
  "json",
  "cbor",
  "query",
]);
const elbv2 = model("elasticloadbalancing", "ElasticLoadBalancing_v10", "2015-12-01", ["query"]);
const sts = model("sts", "AWSSecurityTokenServiceV20110615", "2011-06-15", ["query"]);
const models = [ssm, monitoring, elbv2, sts];

const credential = (service: string) => `AKIA/20260101/us-east-1/${service}/aws4_request`;
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${credential(service)}, SignedHeaders=host, Signature=0`,
});
const scopeOf = (service: string) => ({ accessKeyId: "AKIA", region: "us-east-1", service });
const recognised = (request: Partial<EndpointRequest>) =>
  recogniseCall({ method: "POST", url: "/", headers: {}, body: Buffer.alloc(0), ...request }, models);

describe("a call in JSON", () => {
  const headers = { ...signed("ssm"), "content-type": "application/x-amz-json-1.1" };
  const getParameter = { ...headers, "x-amz-target": "AmazonSSM.GetParameter" };
  const body = Buffer.from("{}");

  test("is recognised by its target and its media type", () => {
    expect(recognised({ headers: getParameter, body })).toEqual({
      kind: "call",
      model: ssm,
      operation: "GetParameter",
      protocol: "json-1.1",
      scope: scopeOf("ssm"),
      body,
    });
    const older = { ...getParameter, "content-type": "application/x-amz-json-1.0; charset=utf-8" };
    expect(recognised({ headers: older })).toMatchObject({ kind: "call", protocol: "json-1.0" });
  });

  test.each<[string, string, Record<string, string>]>([
    ["GET", "/", getParameter],
    ["POST", "/", { ...getParameter, "content-type": "application/x-amz-json-1.2" }],
    ["POST", "/", { ...getParameter, "content-type": "text/plain application/x-amz-json-1.1" }],
    ["POST", "/", { ...getParameter, "content-type": "application/x-amz-json-1.10" }],
    ["POST", "/a/b", headers],
  ])("is not: %s %s with %j", (method, url, odd) => {
    expect(recognised({ method, url, headers: odd, body })).toEqual({
      kind: "foreign",
      description: `ssm: ${method} ${url}`,
      protocol: "json-1.1",
      scope: scopeOf("ssm"),
    });
  });

  test.each(["AmazonECS.ListClusters", "ElasticLoadBalancing_v10.DescribeTags", "GetParameter", "AmazonSSM"])(
    "of %s, which no service takes as JSON, is foreign and keeps its name",
    (target) => {
      expect(recognised({ headers: { ...headers, "x-amz-target": target } })).toMatchObject({
        kind: "foreign",
        description: `${target} in JSON`,
        protocol: "json-1.1",
      });
    },
  );
});

describe("a call in CBOR", () => {
  const headers = { ...signed("monitoring"), "smithy-protocol": "rpc-v2-cbor" };
  const url = "/service/GraniteServiceVersion20100801/operation/ListMetrics";

  test("is recognised by its path and its header", () => {
    expect(recognised({ url, headers })).toMatchObject({
      kind: "call",
      model: monitoring,
      operation: "ListMetrics",
      protocol: "cbor",
      scope: scopeOf("monitoring"),
    });
  });

  test.each<[string, Partial<EndpointRequest>]>([
    ["by GET", { method: "GET", url, headers }],
    ["without its header", { url, headers: signed("monitoring") }],
    ["under another protocol's name", { url, headers: { ...headers, "smithy-protocol": "rpc-v2-json" } }],
  ])("is not one %s", (_what, request) => {
    expect(recognised(request)).toMatchObject({
      kind: "foreign",
      description: `monitoring: ${request.method ?? "POST"} ${url}`,
    });
  });

  test.each([
    ["/service/AmazonSSM/operation/GetParameter", "AmazonSSM GetParameter in CBOR"],
    ["/x/service/AmazonSSM/operation/GetParameter", "  in CBOR"],
    ["/service/AmazonSSM/operations/GetParameter", "  in CBOR"],
  ])("of %s is foreign", (path, description) => {
    expect(recognised({ url: path, headers })).toMatchObject({
      kind: "foreign",
      description,
      protocol: "cbor",
    });
  });
});

describe("a call as a form", () => {
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
  const describeTags = form({ Action: "DescribeTags", Version: "2015-12-01" });

  test("is recognised by its action, its version and the service in its signature", () => {
    const body = Buffer.from(describeTags);
    expect(recognised({ headers: signed("elasticloadbalancing"), body })).toEqual({
      kind: "call",
      model: elbv2,
      operation: "DescribeTags",
      protocol: "query",
      scope: scopeOf("elasticloadbalancing"),
      body,
    });
  });

  test("without a signature belongs to the service with that version", () => {
    expect(recognised({ body: Buffer.from(describeTags) })).toMatchObject({
      kind: "call",
      model: elbv2,
      scope: undefined,
    });
  });

  test("may be in the address; then its fields are the body", () => {
    for (const method of ["GET", "HEAD", "POST"]) {
      expect(
        recognised({ method, url: `/?${describeTags}`, headers: signed("elasticloadbalancing") }),
      ).toMatchObject({ kind: "call", operation: "DescribeTags", body: Buffer.from(describeTags) });
    }
    const other = Buffer.from("Action=DeleteRule&Version=2015-12-01");
    expect(recognised({ url: `/?${describeTags}`, body: other })).toMatchObject({ operation: "DeleteRule" });
    expect(recognised({ method: "GET", url: `/?${describeTags}`, body: other })).toMatchObject({
      operation: "DescribeTags",
    });
  });

  test("is not read from the path", () => {
    const path = `/&${describeTags}`;
    expect(
      recognised({ method: "POST", url: path, headers: signed("elasticloadbalancing") }),
    ).not.toMatchObject({ kind: "call" });
  });

  test.each(["DescribeTags", "GetCallerIdentity", "ListMetrics"])("%s may come by GET", (Action) => {
    const version = { DescribeTags: "2015-12-01", ListMetrics: "2010-08-01" }[Action] ?? "2011-06-15";
    const url = `/?${form({ Action, Version: version })}`;
    expect(recognised({ method: "GET", url })).toMatchObject({ kind: "call", operation: Action });
  });

  test.each(["CreateRule", "ForgetDescribe", "AssumeRole"])("%s may not come by GET or HEAD", (Action) => {
    for (const method of ["GET", "HEAD"]) {
      expect(
        recognised({
          method,
          url: `/?${form({ Action, Version: "2015-12-01" })}`,
          headers: signed("elasticloadbalancing"),
        }),
      ).toEqual({
        kind: "foreign",
        description: `elasticloadbalancing ${Action} (version 2015-12-01) as a form by ${method}`,
        protocol: "query",
        scope: scopeOf("elasticloadbalancing"),
      });
    }
  });

  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    ["another version", { Action: "X", Version: "1" }, {}, "unsigned X (version 1) as a form"],
    ["no version", { Action: "X" }, {}, "unsigned X (version null) as a form"],
    [
      "another service than it is signed for",
      { Action: "DescribeTags", Version: "2015-12-01" },
      signed("autoscaling"),
      "autoscaling DescribeTags (version 2015-12-01) as a form",
    ],
    [
      "a service that takes no forms",
      { Action: "GetParameter", Version: "2014-11-06" },
      signed("ssm"),
      "ssm GetParameter (version 2014-11-06) as a form",
    ],
  ])("of %s is foreign", (_what, fields, headers, description) => {
    expect(recognised({ headers, body: Buffer.from(form(fields)) })).toMatchObject({
      kind: "foreign",
      description,
      protocol: "query",
    });
  });

  test("is not one with another method, or without an action", () => {
    const url = `/?${describeTags}`;
    expect(recognised({ method: "PUT", url })).toMatchObject({ description: `unsigned: PUT ${url}` });
    expect(recognised({ body: Buffer.from("Version=2015-12-01") })).toMatchObject({
      kind: "foreign",
      description: "unsigned: POST /",
    });
  });
});

test("a request to S3 gets its error in XML", () => {
  expect(recognised({ method: "GET", url: "/bucket", headers: signed("s3") })).toMatchObject({
    kind: "foreign",
    description: "s3: GET /bucket",
    protocol: "query",
  });
});

describe("the signer and the service of a request", () => {
  test("are in the header, or in the address of a presigned request", () => {
    expect(recognised({ headers: signed("ssm") }).scope).toEqual(scopeOf("ssm"));
    const url = `/?${new URLSearchParams({ "X-Amz-Credential": credential("sts") })}`;
    expect(recognised({ url }).scope).toEqual(scopeOf("sts"));
    expect(recognised({ url, headers: signed("ssm") }).scope).toEqual(scopeOf("ssm"));
  });

  test.each([
    "",
    "AKIA",
    "/20260101/us-east-1/ssm/aws4_request",
    "AKIA/20260101//ssm/aws4_request",
    "AKIA/20260101/us-east-1//aws4_request",
    "AKIA/20260101/us-east-1/ssm",
    "AKIA/20260101/us-east-1/ssm/aws5_request",
  ])("are not read from the credential %j", (of) => {
    expect(recognised({ headers: { authorization: `AWS4-HMAC-SHA256 Credential=${of}` } }).scope).toBe(
      undefined,
    );
  });

  test("are not read from another word that ends in Credential", () => {
    const authorization = `AWS4-HMAC-SHA256 XCredential=${credential("ssm")}`;
    expect(recognised({ headers: { authorization } }).scope).toBeUndefined();
  });
});
