import type { LabSnapshot, Second } from "@soft-landing/shared/lab-api";
import { formatShare } from "../format/numbers.ts";
import { type Answers, recentAnswers, totalOf } from "./answers.ts";
import { type Health, healthOf } from "./health.ts";
import { sumOf } from "./series.ts";

export type Tone = "ok" | "warn" | "bad" | "idle";

/** What happens to users right now, as one would say it aloud. */
export interface Story {
  tone: Tone;
  headline: string;
  detail: string;
}

/** The seconds a story looks back. */
export const storySeconds = 5;

export function storyOf(snapshot: LabSnapshot, seconds: readonly Second[]): Story {
  const answers = recentAnswers(snapshot, seconds, storySeconds);
  const health = healthOf(snapshot);
  const awaited = awaitedRequests(seconds);
  if (totalOf(answers) < awaited / 2) {
    return waiting(totalOf(answers), awaited, health);
  }
  if (totalOf(answers) === 0) {
    return idle(snapshot, health);
  }
  if (answers.failed > 0) {
    return failing(answers, seconds, health);
  }
  if (answers.degraded > 0) {
    return degraded(answers, health);
  }
  return {
    tone: "ok",
    headline: "Every user gets a personal recommendation.",
    detail: `${health.sentence} The table answers each read.`,
  };
}

/** How many answers the lab's own traffic should have had by now; 0 where its rate is not steady. */
function awaitedRequests(seconds: readonly Second[]): number {
  const recent = seconds.slice(-storySeconds - 1).map(({ traffic }) => traffic.requestsPerSecond);
  const [rate = 0] = recent;
  const steady = recent.length > storySeconds && recent.every((other) => other === rate);
  return steady ? rate * storySeconds : 0;
}

function waiting(answered: number, awaited: number, health: Health): Story {
  return {
    tone: "bad",
    headline: answered === 0 ? "Users wait, and nobody gets an answer." : "Most users wait for an answer.",
    detail: `${health.sentence} ${Math.round(answered / storySeconds)} of ${Math.round(awaited / storySeconds)} requests a second are answered; the others hang until the load balancer gives up.`,
  };
}

function idle(snapshot: LabSnapshot, health: Health): Story {
  const switchedOff = snapshot.parameter.value !== "true";
  return {
    tone: "idle",
    headline: "Nobody is asking for the page.",
    detail: `${health.sentence} ${
      switchedOff
        ? `${shortName(snapshot.parameter.name)} is “${snapshot.parameter.value}”, so the next read of the table fails.`
        : "Refresh the page, or let it refresh by itself, to see requests take their way."
    }`,
  };
}

function failing(answers: Answers, seconds: readonly Second[], health: Health): Story {
  const all = totalOf(answers);
  const bad502 = sumOf(seconds, (second) => second.elb502, storySeconds) ?? 0;
  const bad503 = sumOf(seconds, (second) => second.elb503, storySeconds) ?? 0;
  const bad504 = sumOf(seconds, (second) => second.elb504, storySeconds) ?? 0;
  const target5xx = sumOf(seconds, (second) => second.target5xx, storySeconds) ?? 0;
  const worst = Math.max(bad502, bad503, bad504, target5xx);
  const who = answers.failed === all ? "Every user" : `${formatShare(answers.failed / all)} of users`;
  const sees = answers.failed === all ? "sees" : "see";
  if (worst === bad502) {
    return {
      tone: "bad",
      headline: `${who} ${sees} 502 Bad Gateway.`,
      detail:
        health.healthy === health.judged
          ? `${health.sentence} The servers end these requests without a reply; the 502 is the load balancer's own.`
          : `${health.sentence} The load balancer gets no reply from a server, and makes the 502 itself.`,
    };
  }
  if (worst === bad504) {
    return {
      tone: "bad",
      headline: `${who} ${sees} 504 Gateway Time-out.`,
      detail: `${health.sentence} A server keeps the connection and never answers before the load balancer's idle timeout.`,
    };
  }
  if (worst === bad503) {
    return {
      tone: "bad",
      headline: `${who} ${sees} 503 Service Temporarily Unavailable.`,
      detail: "The load balancer has no target to send requests to.",
    };
  }
  return {
    tone: "bad",
    headline: `${who} ${sees} a server error.`,
    detail: `${health.sentence} The servers themselves answer with 5XX.`,
  };
}

function degraded(answers: Answers, health: Health): Story {
  const all = totalOf(answers);
  const part = answers.degraded === all ? "Every user" : `${formatShare(answers.degraded / all)} of users`;
  const gets = answers.degraded === all ? "gets" : "get";
  return {
    tone: "warn",
    headline: `${part} ${gets} the fallback page: degraded, but served.`,
    detail: `${health.sentence} Reads of the table fail; the servers answer 200 with a static recommendation and say why.`,
  };
}

/** `RecommendationServiceEnabled` of `/soft-landing/basic/RecommendationServiceEnabled`. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
