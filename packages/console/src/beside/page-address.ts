import type { LabSnapshot } from "@soft-landing/shared/lab-api";

/**
 * Where a frame finds a stack's page: at the load balancer itself, or by way of the console where the browser came through a tunnel,
 * which may lead to the console's port alone.
 */
export function pageAddress(
  { consoleUrl, pageUrl, stack }: Pick<LabSnapshot, "consoleUrl" | "pageUrl" | "stack">,
  here: { hostname: string; port: string },
): string {
  const direct = ["localhost", "127.0.0.1"].includes(here.hostname) && here.port === new URL(consoleUrl).port;
  return direct ? pageUrl : `/page/${encodeURIComponent(stack)}`;
}
