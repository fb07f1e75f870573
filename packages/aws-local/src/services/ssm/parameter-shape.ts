import type { Parameter, ParameterMetadata } from "@aws-sdk/client-ssm";
import type { ParameterVersion, StoredParameter } from "./parameter-table.ts";

interface Place {
  region: string;
  accountId: string;
}

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

/** A name that starts with a slash does not get a second one. */
export function parameterArn(name: string, { region, accountId }: Place): string {
  return `arn:aws:ssm:${region}:${accountId}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
}
