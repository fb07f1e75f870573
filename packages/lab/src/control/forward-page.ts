import type { Context } from "koa";
import { request } from "undici";
import { ApiProblem } from "./api-problem.ts";

/** A little more than the load balancer's idle timeout, so that its 504 arrives. */
const patienceMs = 65_000;

/**
 * Answers with the load balancer's answer. The page has its own origin here, whatever server it comes from,
 * so it can reach neither the console nor the API. A browser that leaves ends the request, as it would at the
 * load balancer.
 *
 * @throws ApiProblem 502 if there is no answer
 */
export async function forwardPage(context: Context, pageUrl: string): Promise<void> {
  const accept = context.get("accept") || "text/html";
  const left = new AbortController();
  context.res.once("close", () => left.abort());
  const answer = await request(pageUrl, {
    headers: { accept },
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
    signal: left.signal,
  }).catch((error: unknown) => {
    throw new ApiProblem(502, `${pageUrl} does not answer: ${String(error)}`);
  });
  // If the browser has left, Koa destroys the body without a listener for its error, which would end the lab.
  answer.body.on("error", () => {});
  const own = [answer.headers["content-security-policy"] ?? []].flat();
  context.status = answer.statusCode;
  context.set("Content-Security-Policy", ["sandbox allow-scripts; frame-ancestors 'self'", ...own]);
  context.remove("X-Frame-Options");
  context.type = String(answer.headers["content-type"] ?? "text/html");
  context.body = answer.body;
}
