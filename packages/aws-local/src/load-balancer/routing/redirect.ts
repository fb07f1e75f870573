import type { RedirectAction } from "../contract.ts";
import type { RoutedRequest } from "./conditions.ts";

/** A Location longer than this is not sent (ALB user guide, HTTP_Redirect_Url_Limit_Exceeded_Count). */
const longestLocation = 8 * 1024;

/** What a client has requested, and the local port of each of the load balancer's ports on AWS. */
export interface RedirectOrigin {
  protocol: "http" | "https";
  localPort: number;
  /** Undefined if the load balancer has no listener with that port. */
  localPortOf(port: number): number | undefined;
}

/** The Location that a redirect action sends; undefined if it would be too long. */
export function redirectLocation(
  action: RedirectAction,
  { host, path, query }: Pick<RoutedRequest, "host" | "path" | "query">,
  origin: RedirectOrigin,
): string | undefined {
  const values: Record<string, string> = {
    protocol: origin.protocol,
    host,
    port: String(origin.localPort),
    path: path.slice(1),
    query,
  };
  const filled = (template: string) =>
    template.replaceAll(/#\{(protocol|host|port|path|query)\}/g, (_, name: string) => values[name] ?? "");

  const hostTemplate = action.host ?? "#{host}";
  const port = localPort(filled(action.port ?? "#{port}"), hostTemplate, action.port, origin);
  const newQuery = filled(action.query ?? "#{query}");
  const location = `${filled(action.protocol ?? "#{protocol}").toLowerCase()}://${filled(hostTemplate)}:${port}${filled(
    action.path ?? "/#{path}",
  )}${newQuery === "" ? "" : `?${newQuery}`}`;
  return location.length > longestLocation ? undefined : location;
}

/** A port in the action is a port on AWS. On this machine, the same listener may have another. */
function localPort(
  port: string,
  hostTemplate: string,
  named: string | undefined,
  { localPortOf }: RedirectOrigin,
): string {
  const isSameBalancer = hostTemplate === "#{host}";
  if (named === undefined || named === "#{port}" || !isSameBalancer) {
    return port;
  }
  return String(localPortOf(Number(port)) ?? port);
}
