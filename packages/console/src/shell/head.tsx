import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { Segments } from "../parts/segments.tsx";
import { hashOf } from "../routing.ts";
import { lab as labState, theme } from "../state/store.ts";
import { Nav } from "./nav.tsx";

const connectionTexts = { connecting: "Connecting", live: "Live", lost: "Connection lost" } as const;

export function Head({ lab }: { lab: LabSnapshot | null }) {
  const { connection } = labState.value;
  return (
    <header class="head">
      <div class="head-row">
        <a class="brand" href={hashOf({ view: "overview", tab: null })}>
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" fill="#2b50d8" />
            <path d="M6 8c7 0 8 14 20 14" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" />
            <path d="M6 26h20" stroke="#fff" stroke-opacity=".55" stroke-width="2" stroke-linecap="round" />
          </svg>
          Soft Landing
        </a>
        {lab !== null && (
          <p class="head-facts">
            <span>
              Stack <b>{lab.stack}</b>
            </span>
            <span>
              Build <b>{lab.build}</b>
            </span>
            <span>
              Region <b>{lab.region}</b>
            </span>
          </p>
        )}
        <div class="head-end">
          <span class="link-state" data-state={connection}>
            {connectionTexts[connection]}
          </span>
          <Segments
            label="Colour scheme"
            choices={[
              { value: "system", text: "Auto" },
              { value: "light", text: "Light" },
              { value: "dark", text: "Dark" },
            ]}
            value={theme.value}
            onChoose={(chosen) => {
              theme.value = chosen;
            }}
          />
        </div>
      </div>
      <Nav lab={lab} />
    </header>
  );
}
