import { promiseOf, type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { ofStack, writeLab } from "../api/lab-client.ts";
import { plural } from "../format/numbers.ts";
import { formatDuration } from "../format/times.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Badge } from "../parts/badge.tsx";
import { Card } from "../parts/card.tsx";
import { seconds } from "../state/store.ts";
import { movingTo } from "../story/acts.ts";

const phases = [
  { id: "evaluating", text: "Evaluate the program" },
  { id: "launching", text: "Launch new instances" },
  { id: "draining", text: "Drain the old ones" },
  { id: "done", text: "Serving" },
] as const;

type Deployment = NonNullable<LabSnapshot["deployment"]>;

/** The name of the last phase if the switch did not complete. */
const endings: Partial<Record<Deployment["state"], string>> = { failed: "Failed", cancelled: "Cancelled" };

/** The build that serves and the other builds, one card each, and the progress of a switch. */
export function BuildSwitch({ lab }: { lab: LabSnapshot }) {
  const { deployment } = lab;
  const serving = lab.autoScalingGroup.instances.filter(
    ({ build, lifecycleState }) => build === lab.build && lifecycleState === "InService",
  );
  const others = serverBuilds.filter((build) => build !== lab.build);
  return (
    <Card title="Builds">
      {deployment !== null && <Progress deployment={deployment} lab={lab} />}
      <div class="builds">
        <section class="build" data-serves="true" aria-labelledby="build-serving">
          <div class="build-head">
            <h3 id="build-serving">{lab.build}</h3>
            <Badge tone="ok">Serves now</Badge>
          </div>
          <p>{promiseOf(lab.build)}</p>
          <p class="small">{plural(serving.length, "instance")} in service</p>
        </section>
        {others.map((build) => (
          <OtherBuild key={build} build={build} lab={lab} />
        ))}
      </div>
    </Card>
  );
}

function OtherBuild({ build, lab }: { build: ServerBuild; lab: LabSnapshot }) {
  const moving = movingTo(lab);
  return (
    <section class="build" aria-labelledby={`build-${build}`}>
      <div class="build-head">
        <h3 id={`build-${build}`}>{build}</h3>
        {moving === build && <Badge tone="busy">In progress</Badge>}
      </div>
      <p>{promiseOf(build)}</p>
      <p class="actions">
        <ActButton
          disabled={moving !== null}
          done={`Switching to ${build}.`}
          act={() => writeLab("POST", ofStack("/api/switch", lab), { build })}
        >
          Switch to {build}
        </ActButton>
        <code class="soft small">pnpm lab switch {build}</code>
      </p>
    </section>
  );
}

function Progress({ deployment, lab }: { deployment: Deployment; lab: LabSnapshot }) {
  const reached = phases.findIndex(({ id }) => id === deployment.state);
  const last = endings[deployment.state];
  // The lab's clock, taken from the newest second, so that it stops when the lab does.
  const nowMs = Math.max(Date.parse(deployment.startedAt), (seconds.value.at(-1)?.second ?? 0) * 1000);
  const tookMs =
    (deployment.endedAt === null ? nowMs : Date.parse(deployment.endedAt)) - Date.parse(deployment.startedAt);
  return (
    <div class="deployment" data-state={deployment.state}>
      <ol class="phases" aria-label={`Progress of the switch to ${deployment.build}`}>
        {phases.map(({ id, text }, index) => {
          const state = phaseState(index, reached, deployment);
          return (
            <li key={id} data-state={state} aria-current={state === "now" ? "step" : undefined}>
              {id === "done" ? (last ?? text) : text}
            </li>
          );
        })}
      </ol>
      <p class="deployment-message" role="status">
        <b>{deployment.build}:</b> {deployment.message} <span class="soft">{formatDuration(tookMs)}</span>
      </p>
      {movingTo(lab) !== null && (
        <ActButton done={null} act={() => writeLab("POST", ofStack("/api/switch/cancel", lab), {})}>
          Cancel
        </ActButton>
      )}
    </div>
  );
}

function phaseState(
  index: number,
  reached: number,
  { state }: Deployment,
): "done" | "now" | "failed" | "next" {
  if (state === "failed" || state === "cancelled") {
    return index === phases.length - 1 ? "failed" : "next";
  }
  if (state === "done" || index < reached) {
    return "done";
  }
  return index === reached ? "now" : "next";
}
