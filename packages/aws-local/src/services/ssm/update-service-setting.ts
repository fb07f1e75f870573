import {
  UpdateServiceSetting$,
  type UpdateServiceSettingRequest,
  type UpdateServiceSettingResult,
} from "@aws-sdk/client-ssm";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsOperation } from "../../wire/operation.ts";
import { checkSettingId } from "./throughput-setting.ts";

/** Switches the limit on reads by AWS's own call: `true` lifts it, `false` brings it back. */
export const updateServiceSetting: AwsOperation<UpdateServiceSettingRequest, UpdateServiceSettingResult> = {
  service: "ssm",
  schema: UpdateServiceSetting$,
  handle(input, { parameterReads }) {
    checkConstraints(input, {
      SettingId: { required: true, minLength: 1, maxLength: 1000 },
      SettingValue: { required: true, values: ["true", "false"] },
    });
    checkSettingId(input.SettingId);
    parameterReads.limited = input.SettingValue === "false";
    return {};
  },
};
