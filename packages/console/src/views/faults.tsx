import { useSignal } from "@preact/signals";
import {
  type ActionOffer,
  type Disturbance,
  type Disturbances,
  disturbancesSchema,
  type LabSnapshot,
} from "@soft-landing/shared/lab-api";
import { switchOnValue } from "@soft-landing/shared/page";
import { useEffect } from "preact/hooks";
import { carryOutAction } from "../api/carry-out-action.ts";
import { ofStack, readLab } from "../api/lab-client.ts";
import { formatCount } from "../format/numbers.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Card } from "../parts/card.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { commandLineOf, fieldsOf, valuesOf } from "./action-form.ts";
import { ActionForm } from "./action-form-card.tsx";

const askAgainMs = 1000;

/** What is broken, and everything that can be: presets, and a form for all actions of the lab. */
export default function FaultsView({ lab }: { lab: LabSnapshot }) {
  const disturbances = useDisturbances(lab);
  if (disturbances === null) {
    return (
      <>
        <ViewHead title="Faults" sub="Break parts of the lab" />
        <p class="empty">Loading …</p>
      </>
    );
  }
  const { actions, inForce } = disturbances;
  return (
    <>
      <ViewHead title="Faults" sub="Break parts of the lab, and undo it" />
      <InForce inForce={inForce} lab={lab} />
      <Card title="Presets">
        <ul class="offers presets">
          {actions.flatMap((action) =>
            action.presets.map((preset) => (
              <Preset key={`${action.name} ${preset.title}`} action={action} preset={preset} lab={lab} />
            )),
          )}
        </ul>
      </Card>
      <Card title="Other actions">
        <ActionForm disturbances={disturbances} lab={lab} />
      </Card>
    </>
  );
}

function InForce({ inForce, lab }: { inForce: readonly Disturbance[]; lab: LabSnapshot }) {
  return (
    <Card
      title={`Active (${inForce.length})`}
      aside={
        inForce.length > 1 && (
          <ActButton
            small
            done="Everything is undone."
            act={async () => {
              for (const { undo } of inForce) {
                await carryOutAction(undo.action, undo.parameters, lab);
              }
            }}
          >
            Undo all
          </ActButton>
        )
      }
      flush
    >
      <DataTable
        label="Active"
        rows={inForce}
        keyOf={({ id }) => id}
        empty={
          lab.parameter.value === switchOnValue
            ? "Nothing is broken. Every AWS call gets its normal answer."
            : `No faults are set. The switch in Parameter Store is ${lab.parameter.value}, so every read of the table fails.`
        }
        columns={[
          { head: "What", wide: true, cell: ({ words }) => words },
          { head: "Calls hit", cell: ({ hits }) => (hits === null ? "–" : formatCount(hits)) },
          {
            head: "Command to undo",
            wide: true,
            cell: ({ undo }) => <code class="small">{undo.command}</code>,
          },
          {
            head: "Actions",
            cell: ({ words, undo }) => (
              <ActButton
                small
                label={`Undo: ${words}`}
                done={null}
                act={() => carryOutAction(undo.action, undo.parameters, lab)}
              >
                Undo
              </ActButton>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Preset(props: { action: ActionOffer; preset: ActionOffer["presets"][number]; lab: LabSnapshot }) {
  const { action, preset, lab } = props;
  const fields = fieldsOf(action);
  const command = commandLineOf(action, fields, valuesOf(fields, preset.parameters));
  return (
    <li class="offer">
      <h3>{preset.title}</h3>
      <code class="soft small">{command}</code>
      <div class="actions">
        <ActButton
          small
          label={`Set: ${preset.title}`}
          done={null}
          act={() => carryOutAction(action.name, preset.parameters, lab)}
        >
          Set
        </ActButton>
      </div>
    </li>
  );
}

/** The lab's actions and active disturbances, read each second, because hits change without a snapshot. */
function useDisturbances(lab: LabSnapshot): Disturbances | null {
  const disturbances = useSignal<Disturbances | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    async function ask() {
      // While the lab does not answer, the last answer stays.
      const answer = await readLab(ofStack("/api/disturbances", lab), disturbancesSchema).catch(() => null);
      if (ended) {
        return;
      }
      disturbances.value = answer ?? disturbances.value;
      timer = setTimeout(ask, askAgainMs);
    }
    ask();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [lab.labId, lab.stack, lab.faults, lab.zonesDown, disturbances]);
  return disturbances.value;
}
