import { answerKindHeader, type InstanceIdentity, type Page } from "@soft-landing/shared/page";
import { userIds } from "@soft-landing/shared/recommendation-table";
import type { Context } from "koa";
import type { Answer, PageHandler } from "../handlers/answer.ts";
import { pageRenderer } from "../page/page-html.ts";
import { answerHtmlOrJson } from "./html-or-json.ts";

/** `/`: a recommendation for one of the users, picked at random. */
export function pageRoute(build: string, instance: InstanceIdentity, handle: PageHandler) {
  const render = pageRenderer(build, instance);
  return async (context: Context): Promise<void> => {
    const answer = await handle(randomUserId());
    context.state.answer = answer;
    context.set(answerKindHeader, answer.personal ? "personal" : "degraded");
    answerHtmlOrJson(context, {
      html: () => render(answer),
      json: () => JSON.stringify(pageOf(answer, build, instance)),
    });
  };
}

function randomUserId(): string {
  return userIds[Math.floor(Math.random() * userIds.length)] ?? userIds[0];
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
