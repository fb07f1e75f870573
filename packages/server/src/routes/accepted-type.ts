import type { Context } from "koa";

/** True where the client prefers JSON; HTML is for everybody else, also for those who accept neither. */
export function wantsJson(context: Context): boolean {
  return context.accepts("html", "json") === "json";
}
