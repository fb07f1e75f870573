import type { AnswerKind } from "@soft-landing/shared/answer-kinds";
import type { Failure, LabSnapshot } from "@soft-landing/shared/lab-api";
import { formatShare, plural } from "../format/numbers.ts";
import { buildsThatGave, diagnosesOf, failuresOf, onlyKind, totalOf } from "../state/answers.ts";
import { type Health, healthOf } from "../state/health.ts";
import { type Basis, windowSeconds } from "./basis.ts";

export type Tone = "ok" | "warn" | "bad" | "idle";

/** What users get right now, in everyday words. */
export interface Story {
  tone: Tone;
  headline: string;
  /** What it is based on and who notices, in a sentence or two. */
  detail: string;
  /** The cause that degraded pages give, in their own words. */
  quote: string | null;
}

/** Describes what users got in the seconds of `basis`, and nothing that these seconds do not show. */
export function storyOf(lab: LabSnapshot, basis: Basis): Story {
  const health = healthOf(lab);
  const { counts, waiting, recentAnswers } = basis;
  if (recentAnswers === 0) {
    return waiting === 0 ? nobody(lab, health) : allWait(lab, waiting, health);
  }
  if (waiting > recentAnswers) {
    return mostWait(waiting, recentAnswers, health);
  }
  const only = onlyKind(counts);
  const story = only === undefined ? mixed(basis) : uniform(only, basis);
  return { ...story, detail: sentences(story.detail, health.sentence), quote: quoteOf(basis) };
}

type WithoutHealth = Omit<Story, "quote">;

function nobody(lab: LabSnapshot, health: Health): Story {
  const off = lab.traffic.requestsPerSecond === 0;
  return {
    tone: "idle",
    headline: "Nobody is requesting the page.",
    detail: sentences(health.sentence, off ? "The lab's own traffic is off." : ""),
    quote: null,
  };
}

function allWait({ loadBalancer }: LabSnapshot, waiting: number, health: Health): Story {
  return {
    tone: "bad",
    headline: "Users are waiting, and nobody gets an answer.",
    detail: `${plural(waiting, "request")} ${waiting === 1 ? "is" : "are"} waiting. The load balancer gives up on each after ${loadBalancer.idleTimeoutSeconds} s. ${health.sentence}`,
    quote: null,
  };
}

function mostWait(waiting: number, total: number, health: Health): Story {
  return {
    tone: "bad",
    headline: "Most users are waiting for an answer.",
    detail: `${plural(waiting, "request")} ${waiting === 1 ? "is" : "are"} waiting; ${total} got an answer in the last ${windowSeconds} s. ${health.sentence}`,
    quote: null,
  };
}

function uniform(kind: AnswerKind, basis: Basis): WithoutHealth {
  switch (kind) {
    case "personal":
      return { tone: "ok", headline: "Every user gets a personal recommendation.", detail: "" };
    case "degraded":
      return {
        tone: "warn",
        headline: "Every user gets the fallback page: degraded, but served.",
        detail: `${servers(buildsThatGave(basis.seconds, "degraded"))} answer with the same recommendation for everyone.`,
      };
    case "answered":
      return {
        tone: "ok",
        headline: "Every user gets an answer.",
        detail: `${servers(buildsThatGave(basis.seconds, "answered"))} do not say whether it is personal.`,
      };
    case "failed": {
      const failures = failuresOf(basis.seconds);
      return { tone: "bad", headline: `Every user ${seesWhat(failures, "sees")}.`, detail: causeOf(basis) };
    }
  }
}

/** From the worst to the best: the headline names the worst that some users got. */
const worstFirst = ["failed", "degraded", "answered", "personal"] as const;

function mixed(basis: Basis): WithoutHealth {
  const { counts, seconds } = basis;
  const total = totalOf(counts);
  const kinds = worstFirst.filter((kind) => counts[kind] > 0);
  const told = kinds.map((kind) => `${counts[kind]} ${kind}`).join(", ");
  const lately = `Of the last ${total} answers: ${told}.`;
  if (counts.failed > 0) {
    const failures = failuresOf(seconds);
    const share = formatShare(counts.failed / total);
    return {
      tone: "bad",
      headline: `${share} of users ${seesWhat(failures, "see")}.`,
      detail: sentences(lately, causeOf(basis)),
    };
  }
  if (counts.degraded > 0) {
    const share = formatShare(counts.degraded / total);
    return { tone: "warn", headline: `${share} of users get the fallback page.`, detail: lately };
  }
  const share = formatShare(counts.personal / total);
  return { tone: "ok", headline: `${share} of users get a personal recommendation.`, detail: lately };
}

const statusNames: Readonly<Record<number, string>> = {
  500: "500 Internal Server Error",
  502: "502 Bad Gateway",
  503: "503 Service Temporarily Unavailable",
  504: "504 Gateway Time-out",
};

function seesWhat(failures: readonly Failure[], sees: "sees" | "see"): string {
  const statusCodes = [...new Set(failures.map(({ statusCode }) => statusCode))];
  const [only] = statusCodes;
  if (statusCodes.length !== 1 || only === undefined) {
    return `${sees} an error`;
  }
  if (only < 500) {
    return sees === "sees" ? "gives up before an answer comes" : "give up before an answer comes";
  }
  return `${sees} ${statusNames[only] ?? `status ${only}`}`;
}

/** How the most frequent failure comes about, as far as the load balancer can see. */
function causeOf({ seconds }: Basis): string {
  const failures = failuresOf(seconds);
  const [most] = failures;
  if (most === undefined) {
    return "";
  }
  const alike = failures.filter(
    ({ statusCode, origin }) => statusCode === most.statusCode && origin === most.origin,
  );
  const who = servers(alike.map(({ build }) => build));
  if (most.origin === "target") {
    return `${who} return ${most.statusCode} themselves.`;
  }
  switch (most.statusCode) {
    case 502:
      return seconds.some(({ targetConnectionErrors = 0 }) => targetConnectionErrors > 0)
        ? `${who} do not accept connections. The load balancer generates the 502.`
        : `${who} end these requests without a reply. The load balancer generates the 502.`;
    case 503:
      return "The load balancer has no target for these requests.";
    case 504:
      return `${who} do not answer in time. The load balancer generates the 504.`;
    default:
      return most.statusCode < 500 ? "Users disconnect before the answer is complete." : "";
  }
}

function servers(builds: readonly (string | null)[]): string {
  const names = [...new Set(builds)].filter((build) => build !== null);
  return names.length === 0 ? "The servers" : `The ${names.join(" and ")} servers`;
}

function quoteOf({ seconds, counts }: Basis): string | null {
  const [most] = diagnosesOf(seconds);
  if (counts.degraded === 0 || most === undefined) {
    return null;
  }
  return `${most.dependency}, ${most.error}: ${most.message}`;
}

function sentences(...parts: string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
