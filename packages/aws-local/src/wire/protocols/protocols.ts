import type { ServiceModel } from "../service-model.ts";
import { cborProtocol } from "./cbor-protocol.ts";
import { jsonProtocol } from "./json-protocol.ts";
import { queryProtocol } from "./query-protocol.ts";
import type { ProtocolName, WireProtocol } from "./wire-protocol.ts";

const made = new WeakMap<ServiceModel, Map<ProtocolName, WireProtocol>>();

/** The protocol of that name for a service; created once. */
export function protocolOf(name: ProtocolName, model: ServiceModel): WireProtocol {
  const protocols = made.get(model) ?? new Map<ProtocolName, WireProtocol>();
  made.set(model, protocols);
  const protocol = protocols.get(name) ?? newProtocol(name, model);
  protocols.set(name, protocol);
  return protocol;
}

function newProtocol(name: ProtocolName, model: ServiceModel): WireProtocol {
  switch (name) {
    case "json-1.0":
      return jsonProtocol(model, "1.0");
    case "json-1.1":
      return jsonProtocol(model, "1.1");
    case "query":
      return queryProtocol(model);
    case "cbor":
      return cborProtocol(model);
  }
}
