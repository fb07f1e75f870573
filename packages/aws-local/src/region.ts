import type { Clock } from "@soft-landing/shared/clock";
import { createAwsEndpoint } from "./endpoint.ts";
import { createFaultRegistry, type FaultRegistry } from "./faults/fault-registry.ts";
import { createFleet, type Fleet } from "./fleet/fleet.ts";
import { findPort, releasePort } from "./fleet/free-port.ts";
import type { Supervisor } from "./fleet/supervisor.ts";
import { createRoleCredentials } from "./imds/role-credentials.ts";
import { createMetricStore } from "./metrics/create-metric-store.ts";
import { createEmbeddedMetrics } from "./metrics/embedded-metrics.ts";
import type { MetricStore } from "./metrics/metric-store.ts";
import { invokeAnswer } from "./provider-functions.ts";
import type { Place, ServiceResource } from "./service.ts";
import { createServices, type Services, type ServicesHost } from "./services.ts";

export interface RegionOptions extends Omit<ServicesHost, "fleet" | "metrics"> {
  supervisor: Supervisor;
  /** 0 (inclusive) to 1 (exclusive): the random numbers of faults. Default Math.random. */
  random?: () => number;
  /** Receives every line that a server logs, with its instance. */
  onLogLine?: (line: string, instanceId: string) => void;
}

/**
 * One Region of one AWS account on loopback: the services' API on one port, load balancers that balance, and
 * Auto Scaling groups whose instances are processes. Everything can exist any number of times. It does not
 * know the programs that are deployed into it.
 */
export interface Region extends Place {
  readonly clock: Clock;
  readonly metrics: MetricStore;
  readonly faults: FaultRegistry;
  readonly fleet: Fleet;
  readonly services: Services;
  /** The resource types that have an effect here, by Pulumi's token. */
  readonly resources: ReadonlyMap<string, ServiceResource>;
  /** Answers a function of the provider, such as `aws:ssm/getParameter:getParameter`. @throws Error for an unknown one */
  invoke(token: string, args: Record<string, unknown>): Record<string, unknown>;
  /** Starts the AWS endpoint. Resolves with its port (0 picks a free one). */
  listen(port: number): Promise<number>;
  /** Ends everything that runs in it. */
  close(): Promise<void>;
}

export function createRegion(options: RegionOptions): Region {
  const { region, accountId, clock, onChange, onLogLine } = options;
  const place = { region, accountId };
  const metrics = createMetricStore({ clock });
  const recordEmbeddedMetrics = createEmbeddedMetrics(metrics);
  const credentials = createRoleCredentials({ clock });
  const faults = createFaultRegistry(options.random);
  let awsEndpointUrl = "";
  const fleet = createFleet({
    clock,
    supervisor: options.supervisor,
    credentials,
    awsEndpointUrl: () => awsEndpointUrl,
    workingFolder: options.workingFolder,
    findPort,
    releasePort,
    onChange,
    onLogLine(line, instanceId) {
      recordEmbeddedMetrics(line);
      onLogLine?.(line, instanceId);
    },
  });
  const services = createServices({ ...options, metrics, fleet });
  // Its process starts while everything else is created.
  services.dynamoDb.start();
  const endpoint = createAwsEndpoint({
    ...place,
    services: services.all,
    callers: credentials,
    faults,
    clock,
  });
  const functions = new Map(services.all.flatMap((service) => [...service.functions]));
  return {
    ...place,
    clock,
    metrics,
    faults,
    fleet,
    services,
    resources: new Map(services.all.flatMap((service) => [...service.resources])),
    invoke: (token, args) => functions.get(token)?.(args) ?? invokeAnswer(token, args, region),
    async listen(port) {
      const listening = await endpoint.listen(port);
      awsEndpointUrl = `http://127.0.0.1:${listening}`;
      return listening;
    },
    async close() {
      // Clients end first, so that none of them sees the instances end.
      await services.elbv2.close();
      await fleet.close();
      await Promise.all(services.all.map((service) => service.close()));
      await endpoint.close();
    },
  };
}
