/** What a service's wire formats need, as in AWS's own models. */
export interface ServiceModel {
  /** The service name in signatures. */
  name: string;
  /** The part of IAM's action names before the colon, if it differs from the signing name. */
  actionPrefix?: string;
  /** The formats in which it accepts calls; AWS JSON in either version. */
  protocols: readonly ("json" | "cbor" | "query")[];
  /** The Smithy namespace of the service's shapes. */
  namespace: string;
  /** The part before the dot in `X-Amz-Target`, and the service in a smithy-rpc path. */
  target: string;
  /** The query protocol's `Version`. */
  version: string;
  xmlNamespace: string;
  /** True if JSON and CBOR clients also expect the query protocol's error code, as a header. */
  awsQueryCompatible: boolean;
}
