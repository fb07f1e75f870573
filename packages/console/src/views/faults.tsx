import { useSignal } from "@preact/signals";
import { type ActiveFault, activeFaultSchema, type LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { readLab, writeLab } from "../api/lab-client.ts";
import { formatCount, formatMs } from "../format/numbers.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Badge, TargetBadge } from "../parts/badge.tsx";
import { Card } from "../parts/card.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { FaultForm } from "./fault-form.tsx";
import { InstanceActions } from "./instance-actions.tsx";

const askAgainMs = 1000;

export default function FaultsView({ lab }: { lab: LabSnapshot }) {
  const counts = useEffectCounts(lab.faults.length > 0);
  return (
    <>
      <ViewHead title="Faults" sub={<code>/chaos/faults</code>} />
      <Card
        title={`Active faults (${lab.faults.length})`}
        aside={
          lab.faults.length > 0 && (
            <ActButton
              small
              done="All faults are cleared."
              act={() => writeLab("DELETE", "/chaos/faults", [])}
            >
              Clear all
            </ActButton>
          )
        }
        flush
      >
        <DataTable
          label="Active faults"
          rows={lab.faults}
          keyOf={({ id }) => id}
          empty="No fault. Every AWS call is answered as it should be."
          columns={[
            { head: "On", cell: (fault) => <code>{scopeOf(fault)}</code> },
            { head: "Effect", wide: true, cell: effectOf },
            { head: "Calls", cell: ({ probability }) => `${Math.round(probability * 100)} %` },
            {
              head: "From",
              cell: ({ target }) => target?.instance ?? target?.availabilityZone ?? "everywhere",
            },
            { head: "Calls hit", cell: ({ id, effectCount }) => formatCount(counts.get(id) ?? effectCount) },
            {
              head: "Actions",
              cell: (fault) => (
                <ActButton
                  small
                  label={`Clear the fault on ${scopeOf(fault)}`}
                  done="The fault is cleared."
                  act={() => writeLab("DELETE", "/chaos/faults", [{ id: fault.id }])}
                >
                  Clear
                </ActButton>
              ),
            },
          ]}
        />
      </Card>
      <Card title="Add a fault">
        <FaultForm lab={lab} />
      </Card>
      <div class="split">
        <Card title="Instances" flush>
          <DataTable
            label="Instances"
            rows={lab.autoScalingGroup.instances.filter(
              ({ lifecycleState }) => lifecycleState !== "Terminated",
            )}
            keyOf={({ id }) => id}
            empty="The group has no instance."
            columns={[
              {
                head: "Instance ID",
                cell: ({ id, availabilityZone }) => (
                  <>
                    <code>{id}</code>
                    <div class="soft small">{availabilityZone}</div>
                  </>
                ),
              },
              { head: "Target", cell: ({ id }) => <TargetOf id={id} lab={lab} /> },
              { head: "Actions", cell: (instance) => <InstanceActions instance={instance} /> },
            ]}
          />
        </Card>
        <Card title="Availability Zones" flush>
          <DataTable
            label="Availability Zones"
            rows={lab.autoScalingGroup.availabilityZones}
            keyOf={(zone) => zone}
            empty="The group spans no zone."
            columns={[
              { head: "Zone", cell: (zone) => zone },
              {
                head: "State",
                cell: (zone) =>
                  lab.zonesDown.includes(zone) ? (
                    <Badge tone="bad">Down</Badge>
                  ) : (
                    <Badge tone="ok">Available</Badge>
                  ),
              },
              {
                head: "Actions",
                cell: (zone) => <ZoneAction zone={zone} down={lab.zonesDown.includes(zone)} />,
              },
            ]}
          />
        </Card>
      </div>
    </>
  );
}

/** How many calls each fault has hit, asked for each second: a snapshot comes only when more than numbers change. */
function useEffectCounts(on: boolean): ReadonlyMap<string, number> {
  const counts = useSignal<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    if (!on) {
      return;
    }
    const timer = setInterval(async () => {
      const faults = await readLab("/chaos/faults", activeFaultSchema.array()).catch(() => []);
      counts.value = new Map(faults.map(({ id, effectCount }) => [id, effectCount]));
    }, askAgainMs);
    return () => clearInterval(timer);
  }, [on, counts]);
  return counts.value;
}

function TargetOf({ id, lab }: { id: string; lab: LabSnapshot }) {
  const target = lab.targetGroup.targets.find((one) => one.id === id);
  return target === undefined ? (
    <span class="soft">not registered</span>
  ) : (
    <TargetBadge state={target.state} />
  );
}

function ZoneAction({ zone, down }: { zone: string; down: boolean }) {
  const path = `/api/zones/${encodeURIComponent(zone)}`;
  return down ? (
    <ActButton
      small
      label={`Restore ${zone}`}
      done={`${zone} is back.`}
      act={() => writeLab("POST", `${path}/up`, {})}
    >
      Restore
    </ActButton>
  ) : (
    <ActButton
      small
      label={`Lose zone ${zone}`}
      done={`${zone} is lost.`}
      act={() => writeLab("POST", `${path}/down`, {})}
    >
      Lose zone
    </ActButton>
  );
}

function scopeOf({ service, operation }: ActiveFault): string {
  return operation === undefined ? (service ?? "every service") : `${service ?? "*"}:${operation}`;
}

function effectOf({ error, latencyMs, latencyJitterMs, hang }: ActiveFault): string {
  const parts = [
    latencyMs !== undefined &&
      latencyMs > 0 &&
      `${formatMs(latencyMs)}${latencyJitterMs ? ` ± ${formatMs(latencyJitterMs)}` : ""} later`,
    hang && "never answered",
    error && `${error.statusCode} ${error.code}`,
  ].filter(Boolean);
  return parts.join(", ") || "none";
}
