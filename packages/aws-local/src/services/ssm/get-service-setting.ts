import {
  GetServiceSetting$,
  type GetServiceSettingRequest,
  type GetServiceSettingResult,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import type { SsmState } from "./ssm-state.ts";
import { checkSettingId, settingArn, throughputSetting } from "./throughput-setting.ts";

export const getServiceSetting: Operation<SsmState, GetServiceSettingRequest, GetServiceSettingResult> = {
  schema: GetServiceSetting$,
  honours: { SettingId: true },
  resource: (_input, place) => settingArn(place),
  handle(input, state) {
    checkConstraints(input, { SettingId: { required: true, minLength: 1, maxLength: 1000 } });
    checkSettingId(input.SettingId);
    return { ServiceSetting: throughputSetting(state) };
  },
};
