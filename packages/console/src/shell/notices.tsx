import { formatClock } from "../format/times.ts";
import { dismissNotice, lab } from "../state/store.ts";

/** What a user must know about the page itself: whether it is still up to date. */
export function Notices() {
  const { connection, notice, stacks } = lab.value;
  return (
    <div class="notices" role="status">
      {connection === "lost" && (
        <p class="notice" data-tone="bad">
          <strong>The connection to the lab is lost.</strong>
          <span>
            {stacks.length === 0 ? "" : "This page shows the last known state. "}The page keeps trying; if the
            lab has ended, start it with <code>pnpm lab</code>.
          </span>
        </p>
      )}
      {notice?.kind === "restarted" && (
        <p class="notice" data-tone="info">
          <strong>The lab was restarted at {formatClock(notice.at)}.</strong>
          <span>Counts start again. Switch, build and faults are those of the new lab.</span>
          <button type="button" class="small" onClick={dismissNotice}>
            Dismiss
          </button>
        </p>
      )}
      {notice?.kind === "mismatch" && (
        <p class="notice" data-tone="warn">
          <strong>The lab and this page have different versions.</strong>
          <span>
            Build the console again (<code>pnpm turbo build</code>) and reload. <code>{notice.detail}</code>
          </span>
        </p>
      )}
    </div>
  );
}
