import type { IncomingHttpHeaders } from "node:http";

/**
 * Why a request may be a web page's instead of an AWS client's, or undefined. Any credentials are accepted here, so that a page
 * which got through could turn the switch: a foreign Host is DNS rebinding, and no AWS client sends an Origin or says from which site it
 * comes. `none` is what a person types into the address bar.
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
