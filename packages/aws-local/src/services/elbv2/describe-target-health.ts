import {
  DescribeTargetHealth$,
  type DescribeTargetHealthInput,
  type DescribeTargetHealthOutput,
  type TargetHealthDescription,
  type TargetDescription as WantedTarget,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { TargetDescription } from "../../load-balancer/contract.ts";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import type { Elbv2State } from "./elbv2.ts";
import { checkArn, targetGroupNotFound } from "./errors.ts";

export const describeTargetHealth: Operation<
  Elbv2State,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput
> = {
  schema: DescribeTargetHealth$,
  honours: { Include: ["AnomalyDetection", "All"], TargetGroupArn: true, Targets: { Id: true, Port: true } },
  handle({ TargetGroupArn, Targets, Include = [] }, { targetGroups }) {
    checkConstraints({ TargetGroupArn }, { TargetGroupArn: { required: true } });
    checkArn(TargetGroupArn ?? "", "target group");
    const running = targetGroups.get(TargetGroupArn ?? "");
    if (running === undefined) {
      throw targetGroupNotFound();
    }
    const { properties, targetGroup } = running;
    const shown = {
      withAnomaly: Include.includes("All") || Include.includes("AnomalyDetection"),
      checkedPort: properties.healthCheck.port,
    };
    const registered = targetGroup.describeTargets();
    const descriptions = Targets?.length
      ? Targets.map((wanted) => wantedTarget(wanted, registered, properties.port, shown))
      : registered.map((description) => targetShape(description, shown));
    return { TargetHealthDescriptions: descriptions };
  },
};

interface Shown {
  withAnomaly: boolean;
  /** The group's setting: `traffic-port` or its own port. */
  checkedPort: string;
}

/**
 * Targets of type instance have no AvailabilityZone here, as on AWS: the zone is in the Auto Scaling group's
 * description.
 */
function targetShape(
  { target, health, anomaly }: TargetDescription,
  { withAnomaly, checkedPort }: Shown,
): TargetHealthDescription {
  return {
    Target: { Id: target.id, Port: target.port },
    HealthCheckPort: healthCheckPort(target.port, checkedPort),
    TargetHealth: {
      State: health.state,
      ...("reason" in health && { Reason: health.reason, Description: health.description }),
    },
    ...(withAnomaly && {
      AnomalyDetection: {
        Result: anomaly.result,
        MitigationInEffect: anomaly.mitigationInEffect ? "yes" : "no",
      },
    }),
  };
}

function wantedTarget(
  wanted: WantedTarget,
  registered: readonly TargetDescription[],
  groupPort: number,
  shown: Shown,
): TargetHealthDescription {
  const port = wanted.Port ?? groupPort;
  const found = registered.find(({ target }) => target.id === wanted.Id && target.port === port);
  if (found) {
    return targetShape(found, shown);
  }
  return {
    Target: { Id: wanted.Id, Port: port },
    HealthCheckPort: healthCheckPort(port, shown.checkedPort),
    TargetHealth: {
      State: "unused",
      Reason: "Target.NotRegistered",
      Description: "Target is not registered to the target group",
    },
  };
}

function healthCheckPort(targetPort: number, checkedPort: string): string {
  return checkedPort === "traffic-port" ? String(targetPort) : checkedPort;
}
