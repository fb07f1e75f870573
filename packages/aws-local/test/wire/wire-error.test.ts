import { ResourceNotFoundException } from "@aws-sdk/client-cloudwatch";
import { LoadBalancerNotFoundException } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ParameterNotFound } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../src/wire/aws-error.ts";
import { callerArn } from "../../src/wire/caller-arn.ts";
import type { ServiceModel } from "../../src/wire/service-model.ts";
import { wireErrorOf } from "../../src/wire/wire-error.ts";

const model = (name: string, namespace: string): ServiceModel => ({
  name,
  namespace,
  protocols: ["json"],
  target: "",
  version: "",
  xmlNamespace: "",
  awsQueryCompatible: false,
});
const ssm = model("ssm", "com.amazonaws.ssm");
const elbv2 = model("elasticloadbalancing", "com.amazonaws.elasticloadbalancingv2");
const monitoring = model("monitoring", "com.amazonaws.cloudwatch");
const dynamodb = model("dynamodb", "com.amazonaws.dynamodb");

describe("an error that the service models", () => {
  test("is sent under its name, without a message if AWS sends none", () => {
    const error = new ParameterNotFound({ message: "", $metadata: {} });
    expect(wireErrorOf(error, ssm)).toEqual({
      type: "ParameterNotFound",
      queryCode: "ParameterNotFound",
      message: undefined,
      messageKey: "message",
      statusCode: 400,
      queryStatusCode: 404,
      fault: "client",
    });
  });

  test("has its own code and status in the query protocol", () => {
    const error = new LoadBalancerNotFoundException({ message: "not there", $metadata: {} });
    expect(wireErrorOf(error, elbv2)).toMatchObject({
      type: "LoadBalancerNotFoundException",
      queryCode: "LoadBalancerNotFound",
      message: "not there",
      messageKey: "Message",
      statusCode: 400,
      queryStatusCode: 400,
    });
  });

  test("is sent with CloudWatch's namespace by CloudWatch", () => {
    const error = new ResourceNotFoundException({ message: "no dashboard", $metadata: {} });
    expect(wireErrorOf(error, monitoring)).toMatchObject({
      type: "com.amazonaws.cloudwatch#ResourceNotFoundException",
      statusCode: 404,
      fault: "client",
    });
  });
});

describe("an error that all of AWS has", () => {
  test.each([
    ["ThrottlingException", "Throttling", 400],
    ["ValidationException", "ValidationError", 400],
    ["AccessDeniedException", "AccessDenied", 403],
    ["UnknownOperationException", "InvalidAction", 400],
    ["ExpiredTokenException", "ExpiredToken", 403],
    ["MissingAuthenticationTokenException", "MissingAuthenticationToken", 403],
    ["InvalidSignatureException", "SignatureDoesNotMatch", 403],
    ["InternalServerError", "InternalFailure", 500],
    ["SomethingElse", "SomethingElse", 418],
  ])("%s is %s in the query protocol, with status %d", (code, queryCode, queryStatusCode) => {
    expect(wireErrorOf(new AwsError(code, "words", 418), ssm)).toEqual({
      type: code,
      queryCode,
      message: "words",
      messageKey: "message",
      statusCode: 418,
      queryStatusCode,
      fault: "client",
    });
  });

  test.each([
    ["ThrottlingException", "com.amazon.coral.availability"],
    ["ValidationException", "com.amazon.coral.validate"],
    ["AccessDeniedException", "com.amazon.coral.service"],
    ["ExpiredTokenException", "com.amazon.coral.service"],
    ["InvalidSignatureException", "com.amazon.coral.service"],
    ["MissingAuthenticationTokenException", "com.amazon.coral.service"],
    ["SerializationException", "com.amazon.coral.service"],
    ["UnknownOperationException", "com.amazon.coral.service"],
    ["UnrecognizedClientException", "com.amazon.coral.service"],
  ])("%s has the namespace %s if the service sends namespaces", (code, namespace) => {
    const typeOf = (of: ServiceModel) => wireErrorOf(new AwsError(code, ""), of).type;
    expect([dynamodb, monitoring, ssm, elbv2].map(typeOf)).toEqual([
      `${namespace}#${code}`,
      `${namespace}#${code}`,
      code,
      code,
    ]);
  });

  test("any other has the service's own namespace", () => {
    const typeOf = (of: ServiceModel) => wireErrorOf(new AwsError("TableNotFoundException", ""), of).type;
    expect([dynamodb, monitoring].map(typeOf)).toEqual([
      "com.amazonaws.dynamodb.v20120810#TableNotFoundException",
      "com.amazonaws.cloudwatch#TableNotFoundException",
    ]);
  });

  test("is the caller's fault below 500, and the service's from 500", () => {
    const faultOf = (statusCode: number) => wireErrorOf(new AwsError("X", "", statusCode), ssm).fault;
    expect([400, 499, 500, 503].map(faultOf)).toEqual(["client", "client", "server", "server"]);
    expect(wireErrorOf(new AwsError("X", ""), ssm).statusCode).toBe(400);
  });

  test("has its message under another key only if DynamoDB denies access", () => {
    const keyOf = (code: string, of: ServiceModel) => wireErrorOf(new AwsError(code, ""), of).messageKey;
    expect([
      keyOf("AccessDeniedException", dynamodb),
      keyOf("ThrottlingException", dynamodb),
      keyOf("AccessDeniedException", ssm),
    ]).toEqual(["Message", "message", "message"]);
  });
});

test("a fault of the program is an InternalServerError with its message", () => {
  for (const thrown of [new TypeError("x is not a function"), "x is not a function"]) {
    expect(wireErrorOf(thrown, elbv2)).toEqual({
      type: "InternalServerError",
      queryCode: "InternalFailure",
      message: "x is not a function",
      messageKey: "message",
      statusCode: 500,
      queryStatusCode: 500,
      fault: "server",
    });
  }
});

test("a caller is an instance by its role's session, or the lab's user", () => {
  const instance = { instanceId: "i-1", availabilityZone: "us-east-1a", roleName: "server" };
  expect(callerArn(instance, "123456789012")).toBe("arn:aws:sts::123456789012:assumed-role/server/i-1");
  expect(callerArn(undefined, "123456789012")).toBe("arn:aws:iam::123456789012:user/lab");
});
