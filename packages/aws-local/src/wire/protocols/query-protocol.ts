import { XmlShapeSerializer } from "@aws-sdk/core/protocols";
import type { StaticOperationSchema, StaticStructureSchema } from "@smithy/types";
import { refuseMembers, refuseUnhonoured } from "../honoured.ts";
import type { ServiceModel } from "../service-model.ts";
import { readQueryInput } from "./query-input.ts";
import type { WireProtocol } from "./wire-protocol.ts";

/**
 * The AWS query protocol: form fields in, XML out. The envelopes are schemas as well, so XML is never written
 * by hand.
 */
export function queryProtocol(model: ServiceModel): WireProtocol {
  const serializer = new XmlShapeSerializer({
    xmlNamespace: model.xmlNamespace,
    serviceNamespace: model.namespace,
    timestampFormat: { useTrait: true, default: dateTime },
  });
  const headers = (requestId: string) => ({ "Content-Type": "text/xml", "x-amzn-RequestId": requestId });
  return {
    readInput({ schema, honours }, body) {
      const { input, unknown } = readQueryInput(schema[4], new URLSearchParams(body.toString("utf8")));
      refuseMembers(schema[2], unknown);
      refuseUnhonoured(schema[2], honours, input);
      return input;
    },
    writeOutput(operation, output, requestId) {
      const answer = { [`${operation[2]}Result`]: output, ResponseMetadata: { RequestId: requestId } };
      serializer.write(responseEnvelope(operation), answer);
      return { statusCode: 200, headers: headers(requestId), body: serializer.flush() };
    },
    writeError(error, requestId) {
      serializer.write(errorEnvelope, {
        Error: {
          Type: error.fault === "client" ? "Sender" : "Receiver",
          Code: error.queryCode,
          Message: error.message,
        },
        RequestId: requestId,
      });
      return { statusCode: error.queryStatusCode, headers: headers(requestId), body: serializer.flush() };
    },
  };
}

/** The number of the ISO 8601 format in the SDK's codecs. */
const dateTime = 5;
const string = 0;
const lab = "soft-landing.lab";

const responseMetadata: StaticStructureSchema = [3, lab, "ResponseMetadata", 0, ["RequestId"], [string]];
const errorDetail: StaticStructureSchema = [
  3,
  lab,
  "Error",
  0,
  ["Type", "Code", "Message"],
  [string, string, string],
];
const errorEnvelope: StaticStructureSchema = [
  3,
  lab,
  "ErrorResponse",
  0,
  ["Error", "RequestId"],
  [() => errorDetail, string],
];

const envelopes = new WeakMap<StaticOperationSchema, StaticStructureSchema>();

function responseEnvelope(operation: StaticOperationSchema): StaticStructureSchema {
  const known = envelopes.get(operation);
  if (known) {
    return known;
  }
  const name = operation[2];
  const envelope: StaticStructureSchema = [
    3,
    lab,
    `${name}Response`,
    0,
    [`${name}Result`, "ResponseMetadata"],
    [operation[5], () => responseMetadata],
  ];
  envelopes.set(operation, envelope);
  return envelope;
}
