import {
  GetServiceSetting$,
  type GetServiceSettingRequest,
  type GetServiceSettingResult,
} from "@aws-sdk/client-ssm";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsOperation } from "../../wire/operation.ts";
import { checkSettingId, throughputSetting } from "./throughput-setting.ts";

export const getServiceSetting: AwsOperation<GetServiceSettingRequest, GetServiceSettingResult> = {
  service: "ssm",
  schema: GetServiceSetting$,
  handle(input, context) {
    checkConstraints(input, { SettingId: { required: true, minLength: 1, maxLength: 1000 } });
    checkSettingId(input.SettingId);
    return { ServiceSetting: throughputSetting(context) };
  },
};
