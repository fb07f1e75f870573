import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { writeLab } from "../api/lab-client.ts";
import { formatRate } from "../format/numbers.ts";
import { Segments } from "../parts/segments.tsx";
import { perform } from "../state/store.ts";

const rates = [0, 1, 5, 20, 100];

/** How often the lab refreshes the page of every stack. */
export function TrafficChoice({ lab }: { lab: LabSnapshot }) {
  const { requestsPerSecond } = lab.traffic;
  return (
    <Segments
      label="Requests per second"
      choices={choicesWith(requestsPerSecond)}
      value={requestsPerSecond}
      onChoose={(rate) => perform(null, () => writeLab("POST", "/api/traffic", { requestsPerSecond: rate }))}
    />
  );
}

/** The usual rates, and the current one if a command has chosen another. */
function choicesWith(current: number): { value: number; text: string }[] {
  return [...new Set([...rates, current])]
    .sort((a, b) => a - b)
    .map((value) => ({ value, text: value === 0 ? "Off" : formatRate(value) }));
}
