import type { Parameter, ParameterMetadata } from "@aws-sdk/client-ssm";
import type { Place } from "../../service.ts";
import { parameterArn } from "./parameter-arn.ts";
import type { ParameterVersion, StoredParameter } from "./parameter-table.ts";

/** A parameter as GetParameter gives it. */
export function parameterShape(
  parameter: StoredParameter,
  version: ParameterVersion,
  place: Place,
  selector?: string,
): Parameter {
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: version.value,
    Version: version.version,
    ...(selector !== undefined && { Selector: `:${selector}` }),
    LastModifiedDate: version.lastModified,
    ARN: parameterArn(parameter.name, place),
    DataType: parameter.dataType,
  };
}

/** A parameter as DescribeParameters gives it: all but its value. */
export function parameterMetadataShape(parameter: StoredParameter, place: Place): ParameterMetadata {
  const latest = parameter.versions.at(-1);
  return {
    Name: parameter.name,
    ARN: parameterArn(parameter.name, place),
    Type: parameter.type,
    LastModifiedDate: latest?.lastModified,
    LastModifiedUser: `arn:aws:iam::${place.accountId}:root`,
    ...(parameter.description !== undefined && { Description: parameter.description }),
    ...(parameter.allowedPattern !== undefined && { AllowedPattern: parameter.allowedPattern }),
    Version: latest?.version,
    Tier: parameter.tier,
    Policies: [],
    DataType: parameter.dataType,
  };
}
