import {
  type CallOptions,
  type ChannelOptions,
  type Client,
  credentials,
  Metadata,
  type MethodDefinition,
} from "@grpc/grpc-js";

/**
 * How to reach an engine: on loopback, without TLS, without any proxy, and with messages as long as the
 * engine's own limit.
 */
export const engineChannel: ChannelOptions = {
  "grpc.enable_http_proxy": 0,
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

export const inTheClear = credentials.createInsecure();

/** One call of a gRPC client as a promise. Rejects with the ServiceError. */
export function called<Request, Response>(
  client: Client,
  method: MethodDefinition<Request, Response>,
  request: Request,
  options: CallOptions = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      new Metadata(),
      options,
      // Without an error there is a response.
      (error, response) => (error === null ? resolve(response as Response) : reject(error)),
    );
  });
}
