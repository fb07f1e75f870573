import { type ServiceSetting, ServiceSettingNotFound } from "@aws-sdk/client-ssm";
import type { SsmState } from "./ssm-state.ts";

/** The one service setting that the lab has: by it the limit of 40 reads a second is lifted (Systems Manager User Guide, "Increasing Parameter Store throughput"). */
const settingId = "/ssm/parameter-store/high-throughput-enabled";

/**
 * Accepts the setting by its id or its ARN.
 *
 * @throws ServiceSettingNotFound
 */
export function checkSettingId(wanted: string | undefined): void {
  if (wanted === settingId || wanted?.endsWith(`:servicesetting${settingId}`)) {
    return;
  }
  throw new ServiceSettingNotFound({ message: `Setting ${wanted} not found`, $metadata: {} });
}

export function throughputSetting({ reads, region, accountId }: SsmState): ServiceSetting {
  return {
    SettingId: settingId,
    SettingValue: String(!reads.limited),
    ARN: `arn:aws:ssm:${region}:${accountId}:servicesetting${settingId}`,
    Status: reads.limited ? "Default" : "Customized",
  };
}
