import type { IncomingHttpHeaders } from "node:http";

/**
 * Why a request may be a web page's instead of an AWS client's, or undefined. Any credentials are accepted here, so that a page
 * which got through could turn the switch: a foreign Host is DNS rebinding, and no AWS client sends an Origin.
 */
export function foreignPage({ host = "", origin }: IncomingHttpHeaders): string | undefined {
  if (origin !== undefined) {
    return `The lab's AWS endpoint takes nothing from the page ${origin}.`;
  }
  const name = host.replace(/:\d+$/, "");
  return ["127.0.0.1", "localhost", "[::1]"].includes(name)
    ? undefined
    : `The lab's AWS endpoint answers only to 127.0.0.1 and localhost, not to ${name || "a request without Host"}.`;
}
