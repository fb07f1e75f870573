import type { LabSnapshot } from "@soft-landing/shared/lab-api";

/**
 * The address of a stack's page for a frame: the load balancer itself, or a path of the console if the
 * browser comes through a tunnel, which may lead to the console's port only.
 */
export function pageAddress(
  { consoleUrl, pageUrl, stack }: Pick<LabSnapshot, "consoleUrl" | "pageUrl" | "stack">,
  here: { hostname: string; port: string },
): string {
  const direct = ["localhost", "127.0.0.1"].includes(here.hostname) && here.port === new URL(consoleUrl).port;
  return direct ? pageUrl : `/page/${encodeURIComponent(stack)}`;
}
