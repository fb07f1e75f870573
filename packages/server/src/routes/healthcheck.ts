import type { HealthCheck, InstanceIdentity } from "@soft-landing/shared/page";
import type { Context } from "koa";
import { documentEnd, documentStart, escapeHtml } from "../page/html-document.ts";
import { answerHtmlOrJson } from "./html-or-json.ts";

/**
 * `/healthcheck`: 200 whatever the dependencies do, and the name of the server. It calls nothing, so it costs
 * nothing.
 */
export function healthCheckRoute(instance: InstanceIdentity) {
  const { id, availabilityZone } = instance;
  const json = JSON.stringify({
    status: "healthy",
    instance: { id, availabilityZone },
  } satisfies HealthCheck);
  const html = [
    `${documentStart}Healthy: ${escapeHtml(id)}</title></head><body class="personal"><main class="plain">`,
    '<p class="badge">Healthy</p><h1 class="user">This server answers</h1>',
    '<p class="words">It did not call its dependencies. <code>/healthcheck/deep</code> does.</p>',
    `<dl class="server"><div><dt>Instance</dt><dd>${escapeHtml(id)}</dd></div>`,
    `<div><dt>Availability Zone</dt><dd>${escapeHtml(availabilityZone)}</dd></div></dl>${documentEnd}`,
  ].join("");
  return (context: Context): void => {
    context.state.unlogged = true;
    answerHtmlOrJson(context, { html: () => html, json: () => json });
  };
}
