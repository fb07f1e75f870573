import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Clock } from "@soft-landing/shared/clock";
import type { Fleet } from "./fleet/fleet.ts";
import type { LoadBalancerOptions } from "./load-balancer/contract.ts";
import type { MetricStore } from "./metrics/metric-store.ts";
import type { Place, Service } from "./service.ts";
import { createAcm } from "./services/acm/acm.ts";
import { type AutoScaling, createAutoScaling } from "./services/autoscaling/autoscaling.ts";
import { createCloudWatch } from "./services/cloudwatch/cloudwatch.ts";
import { createDynamoDb, type DynamoDb } from "./services/dynamodb/dynamodb.ts";
import { createDynamoDbEngine } from "./services/dynamodb/engine.ts";
import { createEc2, type Ec2 } from "./services/ec2/ec2.ts";
import { createElbv2, type Elbv2 } from "./services/elbv2/elbv2.ts";
import { createIam } from "./services/iam/iam.ts";
import { createS3 } from "./services/s3/s3.ts";
import { createSsm, type Ssm } from "./services/ssm/ssm.ts";
import { createSts } from "./services/sts/sts.ts";

/** What the services need. */
export interface ServicesHost extends Place {
  clock: Clock;
  metrics: MetricStore;
  fleet: Fleet;
  /** Everything else that a service writes is below it. */
  workingFolder: string;
  /**
   * The authority that issues the certificates of HTTPS listeners. It may outlive the Region, so that clients
   * need to trust it only once.
   */
  certificateFolder: string;
  /** A port on this machine, for a load balancer's address or another listener. */
  localPort(): Promise<number>;
  /** A port that no listener uses any more. */
  releaseLocalPort(port: number): void;
  /** A process of `forkDynamoDb` that was started ahead. Default: started with the Region. */
  dynamoDbProcess?: ChildProcess;
  /** Limits reads of parameters to 40 a second, as AWS does for an account. */
  parameterThroughputLimit: boolean;
  onAnswer?: LoadBalancerOptions["onAnswer"];
  answerKindHeader?: string;
  /** Something other than numbers has changed. */
  onChange(): void;
}

export interface Services {
  readonly all: readonly Service[];
  readonly autoScaling: AutoScaling;
  readonly dynamoDb: DynamoDb;
  readonly ec2: Ec2;
  readonly elbv2: Elbv2;
  readonly ssm: Ssm;
}

/** The list of all services. A new one is a folder and a line here. */
export function createServices(host: ServicesHost): Services {
  const { region, accountId, clock, metrics, fleet, workingFolder, onChange } = host;
  const place = { region, accountId };
  const iam = createIam();
  const s3 = createS3(join(workingFolder, "s3"));
  const ec2 = createEc2();
  const acm = createAcm({ clock, usersOf: (certificateArn) => elbv2.usersOfCertificate(certificateArn) });
  const elbv2: Elbv2 = createElbv2(host, ec2, acm);
  const autoScaling = createAutoScaling({ ...place, fleet, ec2, iam, s3, elbv2 });
  const ssm = createSsm(place, clock, host.parameterThroughputLimit);
  ssm.parameters.onChange(onChange);
  const dynamoDb = createDynamoDb(
    createDynamoDbEngine({
      ...place,
      clock,
      folder: join(workingFolder, "dynamodb"),
      ...(host.dynamoDbProcess && { firstProcess: host.dynamoDbProcess }),
    }),
  );
  const all = [acm, autoScaling, createCloudWatch(metrics), dynamoDb, ec2, elbv2, iam, s3, ssm, createSts()];
  return { all, autoScaling, dynamoDb, ec2, elbv2, ssm };
}
