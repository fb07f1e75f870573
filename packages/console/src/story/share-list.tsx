import { answerKinds } from "@soft-landing/shared/answer-kinds";
import { formatShare, plural } from "../format/numbers.ts";
import { hashOf } from "../routing.ts";
import { totalOf } from "../state/answers.ts";
import { judgedTargets } from "../state/health.ts";
import type { StackState } from "../state/lab-state.ts";
import { type Share, shareSeconds, sharesOf } from "../state/shares.ts";
import { Swatch } from "./answer-strip.tsx";

/** The target groups of a listener with several of them: the weight of each, its part of the requests, what its users got, its health. */
export function ShareList({ stack: { snapshot, seconds } }: { stack: StackState }) {
  const shares = sharesOf(snapshot, seconds);
  if (shares.length < 2) {
    return null;
  }
  return (
    <ul class="shares" aria-label="Target groups">
      {shares.map((share) => (
        <ShareLine key={share.group.arn} share={share} />
      ))}
    </ul>
  );
}

function ShareLine({ share: { group, measured, requests, counts } }: { share: Share }) {
  const { healthy, judged } = judgedTargets(group.targets);
  const total = counts === undefined ? 0 : totalOf(counts);
  return (
    <li>
      <span class="share-name">
        <b>{group.build}</b> <span class="soft">weight {group.weight}</span>
      </span>
      <span class="share-bar" aria-hidden="true">
        <i style={{ width: `${(measured ?? 0) * 100}%` }} />
      </span>
      <span class="share-measured">
        {measured === undefined
          ? `no requests in ${shareSeconds} s`
          : `${formatShare(measured)}, ${plural(requests, "request")} in ${shareSeconds} s`}
      </span>
      <span class="share-got">
        {counts !== undefined &&
          answerKinds
            .filter((kind) => counts[kind] > 0)
            .map((kind) => (
              <span key={kind}>
                <Swatch kind={kind} />
                {formatShare(counts[kind] / total)} {kind}
              </span>
            ))}
      </span>
      <a class={healthy < judged ? "tone-bad" : ""} href={hashOf({ view: "target-group", tab: null })}>
        {healthy} of {judged} healthy
      </a>
    </li>
  );
}
