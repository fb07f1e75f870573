import type { FidelityRow, StandInFidelity } from "../../conformance/fidelity-row.ts";

const area = "Fleet" as const;
const healthPage = "EC2 Auto Scaling User Guide, “Health checks for instances in an Auto Scaling group”";
const balancing = "EC2 Auto Scaling User Guide, “Distribute instances across Availability Zones”";
const serviceUnits = "systemd.service(5)";
const provider = "The AWS provider's documentation of aws.autoscaling.Group";

type Row = Omit<FidelityRow, "area" | "test"> & { name: string };

/** Rows that one test file proves. */
function provenIn(file: string, rows: readonly Row[]): FidelityRow[] {
  return rows.map(({ name, ...row }) => ({ ...row, area, test: { file, name } }));
}

const decisions = provenIn("stand-ins/fleet/group-decisions.test.ts", [
  {
    id: "fleet.spread",
    behaviour: "The desired capacity is spread evenly over the zones.",
    fact: "A launch goes to the zone with the fewest instances.",
    source: balancing,
    name: "launches its desired capacity spread over the zones",
  },
  {
    id: "fleet.ec2-health",
    behaviour: "A terminated instance is replaced at once, even in its grace period.",
    fact: "An instance that does not run is acted on without regard to the grace period.",
    source: healthPage,
    name: "replaces a terminated instance at once, even in its grace period, in the zone it left",
  },
  {
    id: "fleet.grace-period",
    behaviour: "Failing ELB checks count only after the grace period.",
    fact: "HealthCheckGracePeriod starts when an instance goes into service.",
    source: healthPage,
    name: "minds a failing ELB check only after the grace period, and wakes up for its end",
  },
  {
    id: "fleet.maintenance-policy",
    behaviour: "With minHealthyPercentage 100 the replacement serves before the unhealthy instance goes.",
    fact: "An instance maintenance policy bounds replacements of unhealthy instances too.",
    source: "EC2 Auto Scaling API Reference, InstanceMaintenancePolicy",
    name: "keeps an unhealthy instance until its replacement is in service, as the maintenance policy asks",
  },
  {
    id: "fleet.no-maintenance-policy",
    behaviour: "Without a policy the unhealthy instance goes first.",
    fact: "Unhealthy instances are terminated and then replaced.",
    source: healthPage,
    name: "without a maintenance policy terminates an unhealthy instance first",
  },
  {
    id: "fleet.never-healthy",
    behaviour: "A group in which nothing has ever passed the ELB check is not recycled.",
    fact: "ELB health is acted on once the target group's attachment is InService, which takes a first healthy target.",
    source: healthPage,
    name: "is not recycled when nothing has ever passed the ELB check",
  },
  {
    id: "fleet.zone-lost",
    behaviour: "While a zone is lost launches go to the others; when it returns the group evens itself out.",
    fact: "Launches move to other enabled zones; afterwards zones are rebalanced, by a launch before a termination.",
    source: balancing,
    name: "launches in the remaining zones while one is lost, and moves back when it returns",
  },
  {
    id: "fleet.comes-to-rest",
    behaviour: "After any trouble the group has exactly its desired capacity, evenly spread.",
    fact: "The desired capacity is maintained.",
    source: balancing,
    name: "once the trouble is over it comes to rest with exactly the desired capacity, spread evenly over the zones",
  },
]);

const instances = provenIn("stand-ins/fleet/real-instances.test.ts", [
  {
    id: "fleet.activities",
    behaviour: "The activity history tells of a termination and its replacement in AWS's words.",
    fact: "Description and Cause of DescribeScalingActivities.",
    source: "EC2 Auto Scaling API Reference, Activity; outputs in AWS's documentation",
    name: "a killed instance is replaced in its zone, and the activity history says so in AWS's words",
  },
  {
    id: "fleet.unit-restarts",
    behaviour: "A server process that dies is started again by its unit; the instance stays.",
    fact: "EC2 does not notice a process; systemd does.",
    source: serviceUnits,
    name: "a server process that dies is started again on the same instance, which answers again",
  },
]);

const units = provenIn("stand-ins/fleet/unit-restart.test.ts", [
  {
    id: "fleet.unit-policy",
    behaviour: "Restart= in all its values.",
    fact: "The table of exit causes and settings.",
    source: `${serviceUnits}, Restart=`,
    name: "Restart=%s starts again after what systemd's table says, and after nothing else",
  },
  {
    id: "fleet.unit-delay",
    behaviour: "RestartSec= is waited for.",
    fact: "The time to sleep before a restart.",
    source: `${serviceUnits}, RestartSec=`,
    name: "a restart waits as long as RestartSec says",
  },
  {
    id: "fleet.unit-limit",
    behaviour: "More starts than the burst within the interval leave the unit down.",
    fact: "StartLimitIntervalSec= and StartLimitBurst=, by default five in ten seconds.",
    source: "systemd.unit(5)",
    name: "more starts in the interval than the burst allows are refused",
  },
]);

const releases = [
  ...provenIn("realise/await-release.test.ts", [
    {
      id: "fleet.capacity-wait",
      behaviour: "A release serves when minElbCapacity of its targets are healthy.",
      fact: "`pulumi up` waits for that many healthy instances at the load balancer.",
      source: provider,
      name: "serves once as many targets are healthy as the group's minElbCapacity",
    },
    {
      id: "fleet.capacity-timeout",
      behaviour: "A release that never turns healthy fails with what the load balancer finds wrong.",
      fact: "After waitForCapacityTimeout the update fails.",
      source: provider,
      name: "fails at the limit with what the load balancer finds wrong",
    },
  ]),
  ...provenIn("realise/switch-release.test.ts", [
    {
      id: "fleet.failed-release",
      behaviour: "The old release serves every request while a new one fails.",
      fact: "Create before delete: the old group goes only after the new one is there.",
      source: "Pulumi's engine, run",
      name: "a release whose server dies fails with its last words, and the old release serves every request meanwhile",
    },
  ]),
];

/** What the tests prove of the fleet, and what is left out. */
export const fleetFidelity: StandInFidelity = {
  rows: [...decisions, ...instances, ...units, ...releases],
  notImitated: [
    {
      area,
      what: "The minutes that an instance takes to boot and install",
      why: "A process starts in a second. The install script itself runs for real in a test of its own, in a throw-away root.",
    },
    {
      area,
      what: "waitForCapacityTimeout of ten minutes",
      why: "Servers here are healthy within seconds or never; the lab gives up after half a minute.",
    },
    {
      area,
      what: "Scaling by load (target tracking)",
      why: "The policy is in the program; on one machine more processes would not mean more capacity.",
    },
    {
      area,
      what: "Instance refresh, lifecycle hooks, warm pools, mixed instances, maximum lifetime",
      why: "The program uses none of them: a release is a new group.",
    },
  ],
};
