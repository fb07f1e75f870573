import type { RoutedRequest } from "./conditions.ts";

/** The parts of a request's head that rules and redirects use. */
export function routedRequest(
  request: { method?: string | undefined; url?: string | undefined; rawHeaders: readonly string[] },
  host: string | undefined,
  remoteAddress: string | undefined,
): RoutedRequest {
  const [path = "", query = ""] = pathAndQuery(request.url ?? "");
  return {
    method: request.method ?? "GET",
    host: (host ?? "").toLowerCase().replace(/:\d*$/, ""),
    path,
    query,
    rawHeaders: request.rawHeaders,
    // A socket that listens on both families shows IPv4 addresses in IPv6 form.
    sourceIp: (remoteAddress ?? "127.0.0.1").replace(/^::ffff:(?=\d+\.)/, ""),
  };
}

/** @param url a path, or a whole URL */
function pathAndQuery(url: string): [path: string, query: string] {
  const local = url.startsWith("/") ? url : url.replace(/^[a-z]+:\/\/[^/?]*/i, "");
  const question = local.indexOf("?");
  const path = question === -1 ? local : local.slice(0, question);
  return [path === "" ? "/" : path, question === -1 ? "" : local.slice(question + 1)];
}
