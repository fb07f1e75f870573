import type { Context } from "koa";
import { request } from "undici";
import { ApiProblem } from "./api-problem.ts";

/** A little more than the load balancer's idle timeout, so that its 504 arrives. */
const patienceMs = 65_000;

/**
 * Answers with what the load balancer answers. The page has an origin of its own here, whatever server it is from: it reaches neither
 * the console nor its API.
 *
 * @throws ApiProblem 502 where no answer comes
 */
export async function forwardPage(context: Context, pageUrl: string): Promise<void> {
  const accept = context.get("accept") || "text/html";
  const answer = await request(pageUrl, {
    headers: { accept },
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
  }).catch((error: unknown) => {
    throw new ApiProblem(502, `${pageUrl} does not answer: ${String(error)}`);
  });
  const own = [answer.headers["content-security-policy"] ?? []].flat();
  context.status = answer.statusCode;
  context.set("Content-Security-Policy", ["sandbox allow-scripts; frame-ancestors 'self'", ...own]);
  context.remove("X-Frame-Options");
  context.type = String(answer.headers["content-type"] ?? "text/html");
  context.body = answer.body;
}
