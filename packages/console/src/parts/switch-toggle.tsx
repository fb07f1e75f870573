import { useSignal } from "@preact/signals";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { ofStack, writeLab } from "../api/lab-client.ts";
import { shortName } from "../state/names.ts";
import { perform } from "../state/store.ts";

/** The story's switch: on with the value `true`, off with any other value, which it shows. */
export function SwitchToggle({ lab }: { lab: LabSnapshot }) {
  const busy = useSignal(false);
  const { name, value } = lab.parameter;
  const on = value === switchOnValue;
  async function flip() {
    if (busy.value) {
      return;
    }
    busy.value = true;
    const next = on ? "false" : switchOnValue;
    await perform(`Edit parameter request succeeded: the value is “${next}”.`, () =>
      writeLab("POST", ofStack("/api/parameter", lab), { value: next }),
    );
    busy.value = false;
  }
  return (
    <button
      type="button"
      role="switch"
      class="toggle"
      aria-checked={on}
      aria-busy={busy.value}
      aria-label={shortName(name)}
      onClick={flip}
    >
      <span class="toggle-track" aria-hidden="true" />
      <span class="toggle-value">{value}</span>
    </button>
  );
}
