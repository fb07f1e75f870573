import type { Context } from "koa";
import { htmlHeaders, jsonHeaders } from "../page/html-document.ts";

/** Answers with JSON those who prefer it, and with HTML everybody else, also those who accept neither. */
export function answerHtmlOrJson(context: Context, answer: { html(): string; json(): string }): void {
  if (context.accepts("html", "json") === "json") {
    context.set(jsonHeaders);
    context.body = answer.json();
  } else {
    context.set(htmlHeaders);
    context.body = answer.html();
  }
}
