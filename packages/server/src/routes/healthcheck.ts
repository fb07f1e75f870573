import type { HealthCheck, InstanceIdentity } from "@soft-landing/shared/page";
import type { Context } from "koa";
import { escapeHtml } from "../page/html-escaping.ts";
import { wantsJson } from "./accepted-type.ts";

/** `/healthcheck`: 200 whatever the dependencies do, and who answered. Asks nobody, so it costs nothing. */
export function healthCheckRoute(instance: InstanceIdentity) {
  const { id, availabilityZone } = instance;
  const json = JSON.stringify({
    status: "healthy",
    instance: { id, availabilityZone },
  } satisfies HealthCheck);
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Health check</title><p>Healthy: ${escapeHtml(id)} in ${escapeHtml(availabilityZone)}</p></html>`;
  return (context: Context): void => {
    const asJson = wantsJson(context);
    context.state.unlogged = true;
    context.set("cache-control", "no-store");
    context.set("vary", "accept");
    context.type = asJson ? "application/json; charset=utf-8" : "text/html; charset=utf-8";
    context.body = asJson ? json : html;
  };
}
