import type { Context } from "koa";

/** True where the client prefers JSON; HTML is for everybody else, also for those who accept neither. */
export function wantsJson(context: Context): boolean {
  // Browsers and health checkers do not speak of JSON; the negotiation proper is for those who do.
  if (!context.get("accept").includes("json")) {
    return false;
  }
  return context.accepts("html", "json") === "json";
}
