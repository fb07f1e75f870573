import {
  UpdateServiceSetting$,
  type UpdateServiceSettingRequest,
  type UpdateServiceSettingResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import type { SsmState } from "./ssm-state.ts";
import { checkSettingId, settingArn } from "./throughput-setting.ts";

/** Switches the limit on reads with AWS's own call: `true` removes it, `false` restores it. */
export const updateServiceSetting: Operation<
  SsmState,
  UpdateServiceSettingRequest,
  UpdateServiceSettingResult
> = {
  schema: UpdateServiceSetting$,
  honours: { SettingId: true, SettingValue: true },
  resource: (_input, place) => settingArn(place),
  handle(input, { reads }) {
    checkConstraints(input, {
      SettingId: { required: true, minLength: 1, maxLength: 1000 },
      SettingValue: { required: true, values: ["true", "false"] },
    });
    checkSettingId(input.SettingId);
    reads.limited = input.SettingValue === "false";
    return {};
  },
};
