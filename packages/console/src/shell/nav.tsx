import { type ConsoleView, consoleViews, type LabSnapshot } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { useEffect, useRef } from "preact/hooks";
import { hashOf, viewTitles } from "../routing.ts";
import { healthOf } from "../state/health.ts";
import { sumOf } from "../state/series.ts";
import { route, seconds } from "../state/store.ts";
import { basisOf, windowSeconds } from "../story/basis.ts";

interface Fact {
  text: string;
  tone: "plain" | "ok" | "warn" | "bad";
  /** The fact as a screen reader reads it. */
  spoken: string;
}

export function Nav({ lab }: { lab: LabSnapshot | null }) {
  const current = useRef<HTMLAnchorElement>(null);
  const { view } = route.value;
  useEffect(() => {
    const link = current.current;
    const list = link?.closest("ul");
    if (link && list) {
      list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
    }
  }, [view]);
  return (
    <nav class="nav" aria-label="Views">
      <ul>
        {consoleViews.map((name) => {
          const fact = lab === null ? null : factOf(name, lab);
          return (
            <li key={name}>
              <a
                ref={name === view ? current : undefined}
                href={hashOf({ view: name, tab: null })}
                aria-current={name === view ? "page" : undefined}
              >
                {viewTitles[name]}
                {fact !== null && (
                  <span class="nav-fact" data-tone={fact.tone}>
                    <span aria-hidden="true">{fact.text}</span>
                    <span class="visually-hidden">{fact.spoken}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** The main fact of a view, so that one need not open it. */
function factOf(view: ConsoleView, lab: LabSnapshot): Fact | null {
  switch (view) {
    case "target-group": {
      const { healthy, judged } = healthOf(lab);
      const tone = healthy === 0 ? "bad" : healthy < judged ? "warn" : "ok";
      return { text: `${healthy}/${judged}`, tone, spoken: `${healthy} of ${judged} healthy` };
    }
    case "load-balancer": {
      // In the seconds that the headline describes.
      const bad = sumOf(basisOf(seconds.value).seconds, (second) => second.elb5xx, windowSeconds);
      return bad === null ? null : { text: "5XX", tone: "bad", spoken: "generates 5XX errors" };
    }
    case "auto-scaling":
      return lab.deployment !== null && lab.deployment.endedAt === null
        ? { text: "switching", tone: "warn", spoken: "switching to another build" }
        : null;
    case "parameter-store": {
      const { value } = lab.parameter;
      const text = value.length > 6 ? `${value.slice(0, 5)}…` : value;
      return { text, tone: value === switchOnValue ? "ok" : "bad", spoken: `the switch is ${value}` };
    }
    case "faults": {
      const { inForce } = lab;
      return inForce === 0 ? null : { text: String(inForce), tone: "bad", spoken: `${inForce} active` };
    }
    case "overview":
    case "code":
    case "experiments":
      return null;
  }
}
