import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { Segments } from "../parts/segments.tsx";
import { hashOf } from "../routing.ts";
import type { StackState } from "../state/lab-state.ts";
import { chosenStack, lab as labState, route, shownStack, theme } from "../state/store.ts";
import { Nav } from "./nav.tsx";

const connectionTexts = { connecting: "Connecting", live: "Live", lost: "Connection lost" } as const;

export function Head() {
  const { connection, stacks } = labState.value;
  const stack = shownStack.value;
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
        {stack !== undefined && <Facts lab={stack.snapshot} stacks={stacks} />}
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
      <Nav lab={stack?.snapshot ?? null} />
    </header>
  );
}

/** The stack that is shown; a choice if there are several. */
function Facts({ lab, stacks }: { lab: LabSnapshot; stacks: readonly StackState[] }) {
  return (
    <div class="head-facts">
      {stacks.length > 1 && route.value.view !== "overview" ? (
        <Segments
          label="Stack"
          choices={stacks.map(({ snapshot }) => ({ value: snapshot.stack, text: snapshot.stack }))}
          value={lab.stack}
          onChoose={(name) => {
            chosenStack.value = name;
          }}
        />
      ) : (
        <span>
          {stacks.length > 1 ? "Stacks" : "Stack"}{" "}
          <b>{stacks.map(({ snapshot }) => snapshot.stack).join(", ")}</b>
        </span>
      )}
      {stacks.length === 1 && (
        <span>
          Build <b>{lab.build}</b>
        </span>
      )}
      <span>
        Region <b>{lab.region}</b>
      </span>
    </div>
  );
}
