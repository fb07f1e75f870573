import type { BootPlan } from "./boot-plan.ts";

/** The parts of a launch template that the lab supports. */
export interface InstanceSettings {
  launchTemplate: { id: string; name: string; version: string };
  instanceType: string;
  imageId: string;
  architecture: "arm64" | "x86_64";
  region: string;
  accountId: string;
  /** As the instance sees it. */
  userData: string;
  /** Absent if the template keeps tags out of the metadata. */
  metadataTags?: Record<string, string>;
  role?: { name: string; instanceProfileArn: string };
  /** The port in the target group. */
  port: number;
  /** What user data does at the first boot. */
  boot: BootPlan;
  /** The artifact that the boot plan names, if any. */
  artifact?: ArtifactSettings;
}

export interface ArtifactSettings {
  sha256: string;
  /** Its bytes on this machine. */
  file: string;
}

/** An Auto Scaling group and what it launches. */
export interface GroupSettings {
  name: string;
  arn: string;
  minSize: number;
  desiredCapacity: number;
  maxSize: number;
  availabilityZones: string[];
  healthCheckType: "ELB" | "EC2";
  healthCheckGracePeriodSeconds: number;
  targetGroupArns: string[];
  /** The instance maintenance policy, in percent of the desired capacity. */
  maintenance: { minHealthyPercentage: number; maxHealthyPercentage: number } | null;
  tags: Record<string, string>;
  instance: InstanceSettings;
}
