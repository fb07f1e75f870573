/** A few choices, exactly one of which is selected. */
export function Segments<Value extends string | number>(props: {
  label: string;
  choices: readonly { value: Value; text: string }[];
  value: Value;
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset class="segments" aria-label={props.label}>
      {props.choices.map(({ value, text }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => props.onChoose(value)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
