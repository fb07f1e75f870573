import { type ServiceSetting, ServiceSettingNotFound } from "@aws-sdk/client-ssm";
import type { OperationContext } from "../../wire/operation.ts";

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

export function throughputSetting({ parameterReads, region, accountId }: OperationContext): ServiceSetting {
  return {
    SettingId: settingId,
    SettingValue: String(!parameterReads.limited),
    ARN: `arn:aws:ssm:${region}:${accountId}:servicesetting${settingId}`,
    Status: parameterReads.limited ? "Default" : "Customized",
  };
}
