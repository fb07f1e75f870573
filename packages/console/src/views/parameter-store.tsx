import { useSignal } from "@preact/signals";
import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { useRef } from "preact/hooks";
import { ofStack, writeLab } from "../api/lab-client.ts";
import { Card } from "../parts/card.tsx";
import { Copyable } from "../parts/copyable.tsx";
import { Facts } from "../parts/facts.tsx";
import { SwitchToggle } from "../parts/switch-toggle.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { shortName } from "../state/names.ts";
import { perform } from "../state/store.ts";

export default function ParameterStoreView({ lab }: { lab: LabSnapshot }) {
  const { parameter } = lab;
  return (
    <>
      <ViewHead title={shortName(parameter.name)} sub={<code>{parameter.name}</code>} />
      <Card title="Value">
        <ValueEditor lab={lab} />
        <p class="soft">
          The servers read this parameter before they read the table. With any value except{" "}
          <code>{switchOnValue}</code>, every read of the table fails on every server, as if the
          RecommendationService were down.
        </p>
      </Card>
      <Card title="Overview">
        <Facts
          of={[
            ["Name", <Copyable text={parameter.name} what="parameter's name" />, "wide"],
            ["Type", "String"],
            ["Tier", "Standard"],
            ["Version", parameter.version],
            [
              "On the command line",
              <code>pnpm lab param set {parameter.value === switchOnValue ? "false" : switchOnValue}</code>,
            ],
          ]}
        />
      </Card>
    </>
  );
}

function ValueEditor({ lab }: { lab: LabSnapshot }) {
  const { name, value } = lab.parameter;
  const editing = useSignal(false);
  const draft = useSignal(value);
  const edit = useRef<HTMLButtonElement>(null);

  async function save(event: Event) {
    event.preventDefault();
    const text = draft.value.trim();
    if (text === "") {
      return;
    }
    const saved = await perform(`Edit parameter request succeeded: ${shortName(name)} is “${text}”.`, () =>
      writeLab("POST", ofStack("/api/parameter", lab), { value: text }),
    );
    if (saved) {
      leave();
    }
  }

  function leave() {
    editing.value = false;
    requestAnimationFrame(() => edit.current?.focus());
  }

  if (!editing.value) {
    return (
      <div class="parameter">
        <SwitchToggle lab={lab} />
        <p class="parameter-value" data-testid="parameter-value">
          {value}
        </p>
        <button
          ref={edit}
          type="button"
          onClick={() => {
            draft.value = value;
            editing.value = true;
          }}
        >
          Edit value
        </button>
      </div>
    );
  }
  return (
    <form
      class="view-head"
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          leave();
        }
      }}
    >
      <label class="field">
        Value
        <input
          ref={(input) => {
            if (input !== null && !input.dataset.focused) {
              input.dataset.focused = "yes";
              input.focus();
              input.select();
            }
          }}
          class="code"
          value={draft.value}
          maxLength={4096}
          required
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => {
            draft.value = event.currentTarget.value;
          }}
        />
      </label>
      <div class="actions">
        <button type="button" onClick={leave}>
          Cancel
        </button>
        <button type="submit" class="primary">
          Save changes
        </button>
      </div>
    </form>
  );
}
