import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@soft-landing/shared/clock";
import type { Fleet } from "../../src/fleet/fleet.ts";
import { findPort, releasePort } from "../../src/fleet/free-port.ts";
import type { RunningGroup } from "../../src/fleet/group.ts";
import type { GroupSettings } from "../../src/fleet/instance-settings.ts";
import type { TargetGroup } from "../../src/load-balancer/contract.ts";
import { createMetricStore } from "../../src/metrics/create-metric-store.ts";
import { createServices, type Services } from "../../src/services.ts";

/** All services, with a fleet that launches nothing. */
export interface PlayedServices {
  services: Services;
  folder: string;
  /** What each group was created with. */
  created: { settings: GroupSettings; targetGroups: readonly TargetGroup[] }[];
  /** What the fleet was asked for, in order. */
  asked: string[];
  /** Ports that a load balancer has and has not released. */
  localPorts: ReadonlySet<number>;
  /** How often a service has said that it has changed. */
  changes(): number;
  resource(token: string): ReturnType<typeof resourceOf>;
  close(): Promise<void>;
}

export async function playServices(): Promise<PlayedServices> {
  const folder = await mkdtemp(join(tmpdir(), "region-resources-"));
  await writeFile(join(folder, "artifact.tgz"), "packed");
  const created: PlayedServices["created"] = [];
  const asked: string[] = [];
  const localPorts = new Set<number>();
  let changes = 0;
  const fleet = {
    async createGroup(settings: GroupSettings, targetGroups: readonly TargetGroup[]) {
      created.push({ settings, targetGroups });
      asked.push("create");
      return { settings, start: () => asked.push("start") } as unknown as RunningGroup;
    },
    async updateGroup(running: { settings: GroupSettings }, settings: GroupSettings) {
      asked.push("update");
      running.settings = settings;
    },
    async retireGroup() {
      asked.push("retire");
    },
  } as unknown as Fleet;
  const services = createServices({
    region: "us-east-1",
    accountId: "123456789012",
    clock: systemClock,
    metrics: createMetricStore({ clock: systemClock }),
    fleet,
    workingFolder: folder,
    certificateFolder: join(folder, "certificate-authority"),
    async localPort() {
      const port = await findPort();
      localPorts.add(port);
      return port;
    },
    releaseLocalPort(port) {
      localPorts.delete(port);
      releasePort(port);
    },
    parameterThroughputLimit: false,
    onChange: () => changes++,
  });
  return {
    services,
    folder,
    created,
    asked,
    localPorts,
    changes: () => changes,
    resource: (token) => resourceOf(services, token),
    async close() {
      await Promise.all(services.all.map((service) => service.close()));
      await rm(folder, { recursive: true });
    },
  };
}

function resourceOf(services: Services, token: string) {
  const found = services.all.map(({ resources }) => resources.get(token)).find((type) => type !== undefined);
  if (found === undefined) {
    throw new Error(`no resource type ${token}`);
  }
  return found;
}
