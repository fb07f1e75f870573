import type { IncomingHttpHeaders } from "node:http";

/**
 * Why a request may come from a web page instead of an AWS client, or undefined. The endpoint accepts any
 * credentials, so a web page could otherwise change the switch. A foreign Host is DNS rebinding, and AWS
 * clients do not send an Origin or the site that a request comes from. `none` means that the user has typed
 * the address.
 */
export function foreignPage(headers: IncomingHttpHeaders): string | undefined {
  const { host = "", origin, "sec-fetch-site": site } = headers;
  if (origin !== undefined) {
    return `The lab's AWS endpoint refuses requests from the page ${origin}.`;
  }
  if (site !== undefined && site !== "none") {
    return `The lab's AWS endpoint refuses requests from a web page (Sec-Fetch-Site: ${String(site)}).`;
  }
  const name = host.replace(/:\d+$/, "");
  return ["127.0.0.1", "localhost", "[::1]"].includes(name)
    ? undefined
    : `The lab's AWS endpoint answers only to 127.0.0.1 and localhost, not to ${name || "a request without Host"}.`;
}
