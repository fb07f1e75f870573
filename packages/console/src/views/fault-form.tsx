import { useSignal } from "@preact/signals";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { writeLab } from "../api/lab-client.ts";
import { perform } from "../state/store.ts";
import { effects, faultOf, scopes } from "./fault-choice.ts";

/** Adds one fault on what the servers call. */
export function FaultForm({ lab }: { lab: LabSnapshot }) {
  const scope = useSignal(0);
  const effect = useSignal(0);
  const percent = useSignal("100");
  const latencyMs = useSignal("1000");
  const from = useSignal("");
  const slow = effects[effect.value]?.effect.latency === true;

  async function add(event: Event) {
    event.preventDefault();
    const fault = faultOf({
      scope: scopes[scope.value]?.scope,
      effect: effects[effect.value]?.effect ?? {},
      percent: Number(percent.value),
      latencyMs: Number(latencyMs.value),
      from: from.value,
    });
    await perform("The fault is active.", () => writeLab("PATCH", "/chaos/faults", [fault]));
  }

  return (
    <form class="fault-form" onSubmit={add}>
      <div class="field-row">
        <Choice
          label="Call"
          options={scopes.map(({ text }) => text)}
          value={scope.value}
          onChoose={(index) => (scope.value = index)}
        />
        <Choice
          label="What happens"
          options={effects.map(({ text }) => text)}
          value={effect.value}
          onChoose={(index) => (effect.value = index)}
        />
        {slow && <NumberField label="Latency in ms" signal={latencyMs} min={1} max={3_600_000} />}
        <NumberField label="Share of calls in %" signal={percent} min={1} max={100} />
        <label class="field">
          From
          <select value={from.value} onChange={(event) => (from.value = event.currentTarget.value)}>
            <option value="">everywhere</option>
            <optgroup label="Availability Zone">
              {lab.autoScalingGroup.availabilityZones.map((zone) => (
                <option key={zone} value={`zone ${zone}`}>
                  {zone}
                </option>
              ))}
            </optgroup>
            <optgroup label="Instance">
              {lab.autoScalingGroup.instances.map(({ id }) => (
                <option key={id} value={`instance ${id}`}>
                  {id}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
      </div>
      <p class="actions">
        <button type="submit" class="primary">
          Add fault
        </button>
      </p>
    </form>
  );
}

function Choice(props: {
  label: string;
  options: readonly string[];
  value: number;
  onChoose: (index: number) => void;
}) {
  return (
    <label class="field">
      {props.label}
      <select value={props.value} onChange={(event) => props.onChoose(Number(event.currentTarget.value))}>
        {props.options.map((text, index) => (
          <option key={text} value={index}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function NumberField(props: { label: string; signal: { value: string }; min: number; max: number }) {
  return (
    <label class="field">
      {props.label}
      <input
        type="number"
        required
        min={props.min}
        max={props.max}
        value={props.signal.value}
        onInput={(event) => {
          props.signal.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
