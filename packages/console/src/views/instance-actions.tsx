import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { writeLab } from "../api/lab-client.ts";
import { ActButton } from "../parts/act-button.tsx";

type Instance = LabSnapshot["autoScalingGroup"]["instances"][number];

/** What can be done to one instance. */
export function InstanceActions({ instance }: { instance: Instance }) {
  const { id, frozen, lifecycleState } = instance;
  const gone = lifecycleState === "Terminating" || lifecycleState === "Terminated";
  const path = `/api/instances/${encodeURIComponent(id)}`;
  return (
    <div class="actions">
      <ActButton
        small
        disabled={gone}
        label={`Kill ${id}`}
        done={`${id} is terminated. Its Auto Scaling group launches another one.`}
        act={() => writeLab("POST", `${path}/kill`, {})}
      >
        Kill
      </ActButton>
      <ActButton
        small
        disabled={gone || frozen}
        label={`Freeze ${id}`}
        done={`${id} is frozen: it accepts connections but never answers.`}
        act={() => writeLab("POST", `${path}/freeze`, {})}
      >
        Freeze
      </ActButton>
    </div>
  );
}
