import { useSignal } from "@preact/signals";
import type { LabStacks } from "@soft-landing/shared/lab-api";
import { writeLab } from "../api/lab-client.ts";
import { ActButton } from "../parts/act-button.tsx";

/**
 * Starts another stack of the program next to this one. The overview shows them side by side as soon as it
 * serves.
 */
export function BringBeside({ lab }: { lab: LabStacks }) {
  const moving = lab.stacks.find(({ phase }) => phase !== "up");
  const asked = useSignal(false);
  const [offer] = lab.offers;
  if (moving !== undefined || (asked.value && lab.failure === null && offer !== undefined)) {
    return (
      <span class="beside-coming" role="status">
        <span class="spinner" aria-hidden="true" />
        {moving?.phase === "going" ? "Removing" : "Starting"} {moving?.name ?? offer}
      </span>
    );
  }
  if (offer === undefined) {
    return null;
  }
  return (
    <span class="beside-offer">
      {lab.failure !== null && <span class="beside-failure">{lab.failure}</span>}
      <ActButton
        done={null}
        act={async () => {
          await writeLab("POST", "/api/stacks", { stack: offer });
          asked.value = true;
        }}
      >
        <span>
          Side by side<span class="beside-name"> with {offer}</span>
        </span>
      </ActButton>
    </span>
  );
}

/** Removes the stacks that were started, so that only the first one is left. */
export function EndBeside({ lab }: { lab: LabStacks }) {
  const removable = lab.stacks.filter((stack) => stack.removable);
  if (removable.length === 0) {
    return null;
  }
  return (
    <ActButton
      done={null}
      act={async () => {
        for (const { name } of removable) {
          await writeLab("DELETE", "/api/stacks", { stack: name });
        }
      }}
    >
      Back to one stack
    </ActButton>
  );
}
