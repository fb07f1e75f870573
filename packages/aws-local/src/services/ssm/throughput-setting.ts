import { type ServiceSetting, ServiceSettingNotFound } from "@aws-sdk/client-ssm";
import type { Place } from "../../service.ts";
import type { SsmState } from "./ssm-state.ts";

/**
 * The only service setting of the lab: it removes the limit of 40 reads a second (Systems Manager User Guide,
 * "Increasing Parameter Store throughput").
 */
const settingId = "/ssm/parameter-store/high-throughput-enabled";

/**
 * Accepts the setting by its ID or its ARN.
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
    ARN: settingArn({ region, accountId }),
    Status: reads.limited ? "Default" : "Customized",
  };
}

export function settingArn({ region, accountId }: Place): string {
  return `arn:aws:ssm:${region}:${accountId}:servicesetting${settingId}`;
}
