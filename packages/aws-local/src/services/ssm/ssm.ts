import type { Clock } from "@soft-landing/shared/clock";
import { type Place, type Service, service } from "../../service.ts";
import { deleteParameter } from "./delete-parameter.ts";
import { deleteParameters } from "./delete-parameters.ts";
import { describeParameters } from "./describe-parameters.ts";
import { getParameter } from "./get-parameter.ts";
import { getParameterFunction } from "./get-parameter-function.ts";
import { getParameters } from "./get-parameters.ts";
import { getParametersByPath } from "./get-parameters-by-path.ts";
import { getServiceSetting } from "./get-service-setting.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { parameterResource } from "./parameter-resource.ts";
import { createParameterTable, type ParameterTable } from "./parameter-table.ts";
import { putParameter } from "./put-parameter.ts";
import { createReadThroughput } from "./read-throughput.ts";
import type { SsmState } from "./ssm-state.ts";
import { updateServiceSetting } from "./update-service-setting.ts";

export interface Ssm extends Service {
  readonly parameters: ParameterTable;
}

/** The Parameter Store part of Systems Manager. @param limited whether reads are limited to 40 a second */
export function createSsm(place: Place, clock: Clock, limited: boolean): Ssm {
  const state: SsmState = {
    ...place,
    parameters: createParameterTable(clock),
    reads: createReadThroughput(clock, limited),
  };
  return {
    ...service({
      model: {
        name: "ssm",
        protocols: ["json"],
        namespace: "com.amazonaws.ssm",
        target: "AmazonSSM",
        version: "2014-11-06",
        xmlNamespace: "http://ssm.amazonaws.com/doc/2014-11-06/",
        awsQueryCompatible: false,
      },
      state,
      operations: [
        deleteParameter,
        deleteParameters,
        describeParameters,
        getParameter,
        getParameters,
        getParametersByPath,
        getServiceSetting,
        listTagsForResource,
        putParameter,
        updateServiceSetting,
      ],
      resources: [parameterResource],
      functions: [getParameterFunction],
    }),
    parameters: state.parameters,
  };
}
