import { randomInt } from "node:crypto";
import type { InstanceIdentity, Page } from "@soft-landing/shared/page";
import { userIds } from "@soft-landing/shared/recommendation-table";
import type { Context } from "koa";
import type { Answer, PageHandler } from "../handlers/answer.ts";
import { pageHtml } from "../page/page-html.ts";
import { wantsJson } from "./accepted-type.ts";

/** `/`: a recommendation for one of the users, picked at random. */
export function pageRoute(build: string, instance: InstanceIdentity, handle: PageHandler) {
  return async (context: Context): Promise<void> => {
    const answer = await handle(randomUserId());
    const page = pageOf(answer, build, instance);
    context.state.answer = answer;
    context.set("x-answer", answer.personal ? "personal" : "degraded");
    context.set("cache-control", "no-store");
    context.set("vary", "accept");
    if (wantsJson(context)) {
      context.type = "application/json; charset=utf-8";
      context.body = JSON.stringify(page);
    } else {
      context.type = "text/html; charset=utf-8";
      context.body = pageHtml(page);
    }
  };
}

function randomUserId(): string {
  return userIds[randomInt(userIds.length)] ?? userIds[0];
}

function pageOf(answer: Answer, build: string, instance: InstanceIdentity): Page {
  return {
    build,
    user: answer.user,
    recommendation: answer.recommendation,
    personal: answer.personal,
    diagnostic: answer.personal ? null : answer.diagnostic,
    instance,
  };
}
