import type { IncomingHttpHeaders } from "node:http";
import type { ProtocolName } from "./protocols/wire-protocol.ts";
import type { ServiceModel } from "./service-model.ts";

/** An HTTP request to the endpoint, with its body. */
export interface EndpointRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Who has signed a request, and for what: the credential scope of Signature Version 4. */
export interface CredentialScope {
  accessKeyId: string;
  region: string;
  /** The signing name, for example `elasticloadbalancing`. */
  service: string;
}

/** A request recognised as a call of one of the endpoint's services. */
export interface AwsCall {
  kind: "call";
  model: ServiceModel;
  operation: string;
  protocol: ProtocolName;
  scope: CredentialScope | undefined;
  /** The protocol's input: the body or, for a query by GET, the query string. */
  body: Buffer;
}

/** A request for something that the lab does not support, with what is known about it. */
export interface ForeignCall {
  kind: "foreign";
  /** In words, for example `s3: GET /bucket`. */
  description: string;
  /** The form in which the client most likely expects an error. */
  protocol: ProtocolName;
  scope: CredentialScope | undefined;
}

/**
 * Finds the call of a request, from the smithy-rpc path, the `X-Amz-Target` header or the form's `Action`, in
 * the order in which the protocols can be distinguished. A service accepts calls in its own formats only. GET
 * and HEAD are accepted only for forms that read.
 */
export function recogniseCall(
  request: EndpointRequest,
  models: readonly ServiceModel[],
): AwsCall | ForeignCall {
  const scope = credentialScopeOf(request);
  return (
    rpcCall(request, scope, models) ??
    targetCall(request, scope, models) ??
    queryCall(request, scope, models) ?? {
      kind: "foreign",
      description: `${scope?.service ?? "unsigned"}: ${request.method} ${request.url}`,
      protocol: scope?.service === "s3" ? "query" : "json-1.1",
      scope,
    }
  );
}

type Recognised = AwsCall | ForeignCall | undefined;

function rpcCall(
  { method, url, headers, body }: EndpointRequest,
  scope: CredentialScope | undefined,
  models: readonly ServiceModel[],
): Recognised {
  if (method !== "POST" || headers["smithy-protocol"] !== "rpc-v2-cbor") {
    return undefined;
  }
  const [, target = "", operation = ""] = /^\/service\/(\w+)\/operation\/(\w+)/.exec(url) ?? [];
  const model = models.find(
    (candidate) => candidate.target === target && candidate.protocols.includes("cbor"),
  );
  return callOf(model, operation, "cbor", scope, body, `${target} ${operation} in CBOR`);
}

function targetCall(
  { method, headers, body }: EndpointRequest,
  scope: CredentialScope | undefined,
  models: readonly ServiceModel[],
): Recognised {
  const header = headers["x-amz-target"];
  // A media type that a web page cannot send without a preflight request.
  const version = /^application\/x-amz-json-(1\.[01])\b/.exec(headers["content-type"] ?? "")?.[1];
  if (method !== "POST" || typeof header !== "string" || version === undefined) {
    return undefined;
  }
  const dot = header.lastIndexOf(".");
  const target = header.slice(0, dot);
  const model = models.find(
    (candidate) => candidate.target === target && candidate.protocols.includes("json"),
  );
  const protocol = version === "1.1" ? "json-1.1" : "json-1.0";
  return callOf(model, header.slice(dot + 1), protocol, scope, body, `${header} in JSON`);
}

function queryCall(
  { method, url, body }: EndpointRequest,
  scope: CredentialScope | undefined,
  models: readonly ServiceModel[],
): Recognised {
  if (method !== "POST" && method !== "GET" && method !== "HEAD") {
    return undefined;
  }
  const questionMark = url.indexOf("?");
  const inUrl = questionMark < 0 ? "" : url.slice(questionMark + 1);
  const text = method === "POST" && body.byteLength > 0 ? body.toString("utf8") : inUrl;
  const fields = new URLSearchParams(text);
  const action = fields.get("Action");
  if (action === null) {
    return undefined;
  }
  const version = fields.get("Version");
  const model = models.find(
    (candidate) =>
      candidate.protocols.includes("query") &&
      candidate.version === version &&
      (scope === undefined || candidate.name === scope.service),
  );
  const description = `${scope?.service ?? "unsigned"} ${action} (version ${version}) as a form`;
  if (method !== "POST" && !/^(Describe|Get|List)/.test(action)) {
    return { kind: "foreign", description: `${description} by ${method}`, protocol: "query", scope };
  }
  return callOf(model, action, "query", scope, Buffer.from(text), description);
}

function callOf(
  model: ServiceModel | undefined,
  operation: string,
  protocol: ProtocolName,
  scope: CredentialScope | undefined,
  body: Buffer,
  description: string,
): AwsCall | ForeignCall {
  return model
    ? { kind: "call", model, operation, protocol, scope, body }
    : { kind: "foreign", description, protocol, scope };
}

/** From the Authorization header or, for a presigned request, from the query string. */
function credentialScopeOf({ url, headers }: EndpointRequest): CredentialScope | undefined {
  const credential =
    /\bCredential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1] ??
    new URLSearchParams(url.split("?")[1]).get("X-Amz-Credential");
  const [accessKeyId, , region, service, terminator] = credential?.split("/") ?? [];
  if (!accessKeyId || !region || !service || terminator !== "aws4_request") {
    return undefined;
  }
  return { accessKeyId, region, service };
}
