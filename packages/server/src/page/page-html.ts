import type { InstanceIdentity } from "@soft-landing/shared/page";
import type { Answer } from "../handlers/answer.ts";
import { documentEnd, documentStart, escapeHtml } from "./html-document.ts";

/**
 * Renders a build's page. What is the same for every answer is built once, so a page only joins strings.
 * Everything that comes from outside is escaped.
 */
export function pageRenderer(build: string, instance: InstanceIdentity): (answer: Answer) => string {
  const server = facts([
    ["Instance", instance.id],
    ["Availability Zone", instance.availabilityZone],
    ["Build", build],
  ]);
  const machine = facts([
    ["Instance type", instance.type],
    ["Image", instance.imageId],
    ["Private address", instance.privateIp],
    ["Account", instance.accountId],
  ]);
  const personalEnd = `${afterWords(server)}<div class="wide"><dt>Dependencies</dt><dd>All answered.</dd></div>${machine}</dl></details>${documentEnd}`;
  const degradedMiddle = afterWords(server);
  const degradedEnd = `${machine}</dl></details>${documentEnd}`;

  return (answer) => {
    const user = escapeHtml(answer.user);
    const show = escapeHtml(answer.recommendation);
    if (answer.personal) {
      return `${documentStart}${show}, for ${user}${personalStart}${show}${personalBadge}${user}${personalWords}${personalEnd}`;
    }
    const { dependency, error, message } = answer.diagnostic;
    const failure = facts([
      ["Failed dependency", dependency],
      ["Error", error],
    ]);
    return `${documentStart}${show}, for everyone${degradedStart}${show}${degradedBadge}${user}${degradedWords}${degradedMiddle}${failure}<div class="wide"><dt>What it said</dt><dd>${escapeHtml(message)}</dd></div>${degradedEnd}`;
  };
}

const knobs =
  '<svg class="knobs" viewBox="0 0 24 72" aria-hidden="true"><circle cx="12" cy="12" r="10"/><circle cx="12" cy="40" r="10"/><path d="M12 12 17 6M12 40 8 33M3 60h18M3 65h18M3 70h18"/></svg>';
const tick = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m4 13 5 5L20 7"/></svg>';
const warning =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3 2 21h20zM12 10v5M12 17.5v1"/></svg>';

const answerStart = (state: "personal" | "degraded") =>
  `</title></head><body class="${state}"><main><div class="answer"><div class="tv"><div class="screen"><h1 class="title">`;
const personalStart = answerStart("personal");
const degradedStart = answerStart("degraded");

const personalBadge = `</h1></div>${knobs}</div><div><p class="badge">${tick}Picked for you</p><p class="user">`;
const personalWords =
  '</p><p class="words">Tonight\'s recommendation comes from your own list at the RecommendationService.</p></div></div>';

const degradedBadge = `</h1></div>${knobs}</div><div><p class="badge">${warning}Not personal right now</p><p class="user">`;
const degradedWords =
  '</p><p class="words">We cannot get your own recommendation right now, so here is one that everybody likes. The rest of the site works.</p></div></div>';

const afterWords = (server: string) =>
  `<dl class="server">${server}</dl><details><summary>Diagnostic information</summary><dl class="facts">`;

function facts(pairs: [string, string][]): string {
  return pairs.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`).join("");
}
