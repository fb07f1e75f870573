import { GetParameter$, ParameterNotFound } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import type { CallContext, Service } from "../../src/service.ts";
import { answerCall, checkCredentials, errorAnswer, resourceOf } from "../../src/wire/answer-call.ts";
import type { AwsCall } from "../../src/wire/aws-call.ts";
import { AwsError } from "../../src/wire/aws-error.ts";

const model = {
  name: "ssm",
  protocols: ["json" as const],
  namespace: "com.amazonaws.ssm",
  target: "AmazonSSM",
  version: "2014-11-06",
  xmlNamespace: "",
  awsQueryCompatible: false,
};
const place = { region: "us-east-1", accountId: "123456789012" };
const context: CallContext = { ...place, accessKeyId: "AKIA", caller: undefined };
const scope = { accessKeyId: "AKIA", region: "us-east-1", service: "ssm" };

const callOf = (operation: string, input: unknown, changes: Partial<AwsCall> = {}): AwsCall => ({
  kind: "call",
  model,
  operation,
  protocol: "json-1.1",
  scope,
  body: Buffer.from(JSON.stringify(input)),
  ...changes,
});

/** A service with one operation, and one that an engine answers. */
function serviceThat(handle: (input: object, context: CallContext) => object | Promise<object>): Service {
  return {
    model,
    operations: new Map([
      [
        "GetParameter",
        {
          schema: GetParameter$,
          honours: { Name: true as const, WithDecryption: true as const },
          resource: (input: object, { region }: typeof place) => `${region} ${JSON.stringify(input)}`,
          handle,
        },
      ],
    ]),
    engine: {
      operations: new Set(["GetItem"]),
      answer: async (operation, body) => {
        if (body.length === 0) {
          throw new AwsError("ThrottlingException", "Rate exceeded");
        }
        return { statusCode: 200, headers: { from: "engine" }, body: `${operation} ${body}` };
      },
      resource: (body, { accountId }) => `table of ${accountId} ${body}`,
    },
    resources: new Map(),
    functions: new Map(),
    close: async () => {},
  };
}
const echo = serviceThat((input, { accessKeyId }) => ({
  Parameter: { Name: `${JSON.stringify(input)} by ${accessKeyId}` },
}));
const bodyOf = (answer: { body: string | Uint8Array }) => JSON.parse(Buffer.from(answer.body).toString());

test("an operation gets its input and the caller, and its output is the answer", async () => {
  const answer = await answerCall(callOf("GetParameter", { Name: "/a" }), echo, context, "r-1");
  expect(answer).toMatchObject({ statusCode: 200, headers: { "x-amzn-RequestId": "r-1" } });
  expect(bodyOf(answer)).toEqual({ Parameter: { Name: '{"Name":"/a"} by AKIA' } });
});

test("an operation never sees an empty string for an optional member", async () => {
  const service = serviceThat((input) => ({ Parameter: { Name: Object.keys(input).join() } }));
  const input = { Name: "", WithDecryption: null };
  expect(bodyOf(await answerCall(callOf("GetParameter", input), service, context, "r-1"))).toEqual({
    Parameter: { Name: "Name" },
  });
});

test("an engine's answer is passed on unchanged", async () => {
  expect(await answerCall(callOf("GetItem", { a: 1 }), echo, context, "r-1")).toEqual({
    statusCode: 200,
    headers: { from: "engine" },
    body: 'GetItem {"a":1}',
  });
});

test("every error is answered in the call's protocol: modelled, thrown late, from the engine, or about the input", async () => {
  const notFound = serviceThat(async () => {
    throw new ParameterNotFound({ message: "", $metadata: {} });
  });
  const errorOf = async (call: AwsCall, service = echo) =>
    bodyOf(await answerCall(call, service, context, "r-1"));
  expect(await errorOf(callOf("GetParameter", { Name: "/a" }), notFound)).toEqual({
    __type: "ParameterNotFound",
  });
  expect(await errorOf(callOf("GetItem", {}, { body: Buffer.alloc(0) }))).toEqual({
    __type: "ThrottlingException",
    message: "Rate exceeded",
  });
  expect(await errorOf(callOf("GetParameter", { Name: 5 }))).toMatchObject({
    __type: "SerializationException",
  });
});

test("an unsupported call is named, with the document that lists the supported ones", async () => {
  expect(bodyOf(await answerCall(callOf("Forget", {}), echo, context, "r-1"))).toEqual({
    __type: "UnknownOperationException",
    message:
      "The lab does not support the call ssm Forget. docs/fidelity.md lists the calls that it supports.",
  });
});

test("the error for a call to an unknown service has the form that its client expects", () => {
  const foreign = {
    kind: "foreign" as const,
    description: "s3: GET /",
    protocol: "query" as const,
    scope: undefined,
  };
  const answer = errorAnswer(new AwsError("AccessDeniedException", "no"), foreign, model, "r-1");
  expect(answer).toMatchObject({ statusCode: 403, headers: { "Content-Type": "text/xml" } });
});

test("IAM judges a call by the resource that its operation or engine names, and without one if the input is invalid", () => {
  expect(resourceOf(callOf("GetParameter", { Name: "/a" }), echo, place)).toBe('us-east-1 {"Name":"/a"}');
  expect(resourceOf(callOf("GetItem", {}), echo, place)).toBe("table of 123456789012 {}");
  expect(resourceOf(callOf("GetParameter", []), echo, place)).toBeUndefined();
  expect(resourceOf(callOf("Forget", {}), echo, place)).toBeUndefined();
  const { engine, operations, ...others } = echo;
  const [[name, { resource, ...operation }] = expect.fail()] = operations;
  expect(resource).toBeDefined();
  const judgedByNothing = { ...others, operations: new Map([[name, operation]]) };
  expect(resourceOf(callOf("GetParameter", { Name: "/a" }), judgedByNothing, place)).toBeUndefined();
  expect(engine).toBeDefined();
});

test("missing credentials, those of another Region, and expired ones are refused with AWS's errors", () => {
  const callers = { callerOf: () => undefined, hasExpired: (key: string) => key === "OLD" };
  const check = (changes: Partial<AwsCall>) => () =>
    checkCredentials(callOf("GetParameter", {}, changes), place, callers);
  expect(check({})).not.toThrow();
  expect(check({ scope: undefined })).toThrow(
    expect.objectContaining({
      code: "MissingAuthenticationTokenException",
      message: "Missing Authentication Token",
    }),
  );
  const elsewhere = { ...scope, region: "eu-west-1" };
  expect(check({ scope: elsewhere })).toThrow(
    expect.objectContaining({
      code: "InvalidSignatureException",
      message:
        "Credential should be scoped to a valid region, not 'eu-west-1': this endpoint is for us-east-1. Set AWS_REGION=us-east-1.",
    }),
  );
  expect(check({ scope: elsewhere, model: { ...model, name: "sts" } })).not.toThrow();
  expect(check({ scope: { ...scope, accessKeyId: "OLD" } })).toThrow(
    expect.objectContaining({
      code: "ExpiredTokenException",
      message: "The security token included in the request is expired",
    }),
  );
});
