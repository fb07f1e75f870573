/** The quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", counted in vCPUs. */
export const standardVcpuQuota = { serviceCode: "ec2", quotaCode: "L-1216C47A" } as const;

/** Whether an instance type counts for {@link standardVcpuQuota}. */
export function isStandardType(instanceType: string): boolean {
  return /^(a|c|d|h|i|im|is|m|r|t|z)[0-9]/.test(instanceType);
}

/** What a stack needs of the quota. */
export interface VcpuDemand {
  instanceType: string;
  /** Of one instance. */
  vcpus: number;
  instanceCount: number;
  /** The account's quota in vCPUs. */
  quota: number;
}

/**
 * The warning if the quota is too small for a change of release, during which two groups run side by side.
 *
 * @returns Undefined if the quota is large enough.
 */
export function vcpuWarning({ instanceType, vcpus, instanceCount, quota }: VcpuDemand): string | undefined {
  const group = instanceCount * vcpus;
  if (2 * group <= quota) {
    return undefined;
  }
  const what = `${instanceCount} ${instanceType} of ${vcpus} vCPUs are ${group} vCPUs`;
  const consequence =
    group > quota
      ? "Not all instances will start."
      : `They will start, but a change of release needs twice as many, ${2 * group}, and its instances will not start.`;
  return (
    `${what}, and the account's quota is ${quota} for all its running instances. ${consequence} ` +
    `Ask for more: aws service-quotas request-service-quota-increase --service-code ${standardVcpuQuota.serviceCode} ` +
    `--quota-code ${standardVcpuQuota.quotaCode} --desired-value ${Math.max(16, 2 * group)}`
  );
}
