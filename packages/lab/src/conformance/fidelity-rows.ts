import { faultsFidelity } from "../faults/fidelity.ts";
import { autoScalingApiFidelity } from "../stand-ins/autoscaling/fidelity.ts";
import { awsEndpointFidelity } from "../stand-ins/aws-endpoint/fidelity.ts";
import { cloudWatchFidelity } from "../stand-ins/cloudwatch/fidelity.ts";
import { dynamoDbFidelity } from "../stand-ins/dynamodb/fidelity.ts";
import { loadBalancingApiFidelity } from "../stand-ins/elbv2/fidelity.ts";
import { fleetFidelity } from "../stand-ins/fleet/fidelity.ts";
import { imdsFidelity } from "../stand-ins/imds/fidelity.ts";
import { loadBalancerFidelity } from "../stand-ins/load-balancer/fidelity.ts";
import { parameterStoreFidelity } from "../stand-ins/ssm/fidelity.ts";
import { stsFidelity } from "../stand-ins/sts/fidelity.ts";
import type { StandInFidelity } from "./fidelity-row.ts";

/** Every stand-in's rows. */
export const standInFidelities: readonly StandInFidelity[] = [
  loadBalancerFidelity,
  fleetFidelity,
  imdsFidelity,
  awsEndpointFidelity,
  parameterStoreFidelity,
  dynamoDbFidelity,
  loadBalancingApiFidelity,
  autoScalingApiFidelity,
  cloudWatchFidelity,
  stsFidelity,
  faultsFidelity,
];
