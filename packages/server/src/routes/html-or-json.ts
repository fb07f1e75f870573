import type { Context } from "koa";
import { htmlHeaders, jsonHeaders } from "../page/html-document.ts";

/** Answers with JSON if the client prefers it, otherwise with HTML, even if the client accepts neither. */
export function answerHtmlOrJson(context: Context, answer: { html(): string; json(): string }): void {
  if (context.accepts("html", "json") === "json") {
    context.set(jsonHeaders);
    context.body = answer.json();
  } else {
    context.set(htmlHeaders);
    context.body = answer.html();
  }
}
