import { useSignal } from "@preact/signals";
import type { Disturbances, LabSnapshot } from "@soft-landing/shared/lab-api";
import { useId } from "preact/hooks";
import { carryOutAction } from "../api/carry-out-action.ts";
import { Copyable } from "../parts/copyable.tsx";
import { perform } from "../state/store.ts";
import { commandLineOf, type Field, fieldsOf, keyOf, parametersOf, type Values } from "./action-form.ts";

/** Any action of the lab, with a field for each of its parameters and the command line that does the same. */
export function ActionForm({ disturbances, lab }: { disturbances: Disturbances; lab: LabSnapshot }) {
  const { actions } = disturbances;
  const chosen = useSignal(actions[0]?.name ?? "");
  const values = useSignal<Values>({});
  const action = actions.find(({ name }) => name === chosen.value) ?? actions[0];
  if (action === undefined) {
    return null;
  }
  const fields = fieldsOf(action);
  const command = commandLineOf(action, fields, values.value);

  async function submit(event: Event) {
    event.preventDefault();
    if (action !== undefined) {
      await perform(null, () => carryOutAction(action.name, parametersOf(fields, values.value), lab));
    }
  }

  return (
    <form class="action-form" onSubmit={submit}>
      <label class="field">
        Action
        <select
          value={action.name}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
            values.value = {};
          }}
        >
          {actions.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <p class="soft">{action.description}</p>
      <div class="field-row">
        {fields.map((field) => (
          <FormField
            key={`${action.name} ${keyOf(field)}`}
            field={field}
            value={values.value[keyOf(field)] ?? ""}
            choices={choicesOf(field, values.value, disturbances, lab)}
            onChange={(value) => {
              values.value = { ...values.value, [keyOf(field)]: value };
            }}
          />
        ))}
      </div>
      {command !== null && <Copyable text={command} what="command" />}
      <p class="actions">
        <button type="submit">{action.title}</button>
      </p>
    </form>
  );
}

/** The choices in this lab; null if any text is allowed. */
function choicesOf(
  { choices, selector }: Field,
  values: Values,
  { operations }: Disturbances,
  lab: LabSnapshot,
): readonly string[] | null {
  switch (selector) {
    case "instance":
      return lab.autoScalingGroup.instances
        .filter(({ lifecycleState }) => lifecycleState !== "Terminated")
        .map(({ id }) => id);
    case "zone":
      return lab.autoScalingGroup.availabilityZones;
    case "operation":
      return values.service
        ? (operations[values.service] ?? [])
        : [...new Set(Object.values(operations).flat())];
    default:
      return choices;
  }
}

function FormField(props: {
  field: Field;
  value: string;
  choices: readonly string[] | null;
  onChange: (value: string) => void;
}) {
  const { field, value, choices, onChange } = props;
  const id = useId();
  const label = field.flag?.replace(/^--/, "") ?? field.name;
  if (field.kind === "flag") {
    return (
      <label class="field field-flag">
        <span>
          <input
            type="checkbox"
            checked={value === "true"}
            onChange={(event) => onChange(String(event.currentTarget.checked))}
          />{" "}
          {label}
        </span>
        <small>{field.description}</small>
      </label>
    );
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {choices !== null ? (
        <select
          id={id}
          value={value}
          required={field.required}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          <option value="">{field.required || field.flag === null ? "choose" : "any"}</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          {...(field.kind === "number"
            ? {
                type: "number",
                min: field.minimum ?? undefined,
                max: field.maximum ?? undefined,
                step: "any",
              }
            : { type: "text" })}
          value={value}
          required={field.required}
          placeholder={field.usual ?? ""}
          autocomplete="off"
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      <small>{field.description}</small>
    </div>
  );
}
