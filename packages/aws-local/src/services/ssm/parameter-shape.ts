import { createHash } from "node:crypto";
import type { Parameter, ParameterMetadata } from "@aws-sdk/client-ssm";
import type { Place } from "../../service.ts";
import { parameterArn } from "./parameter-arn.ts";
import type { ParameterVersion, StoredParameter } from "./parameter-table.ts";

/** What a read has found, and how it asked for it. */
export interface ReadParameter {
  parameter: StoredParameter;
  version: ParameterVersion;
  /** Of the name that it was read by, without the colon. */
  selector?: string | undefined;
  /** Whether secrets are to be shown. */
  decrypted: boolean;
}

/** A parameter as GetParameter gives it. */
export function parameterShape(
  { parameter, version, selector, decrypted }: ReadParameter,
  place: Place,
): Parameter {
  const isHidden = parameter.type === "SecureString" && !decrypted;
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: isHidden ? ciphertextOf(version.value) : version.value,
    Version: version.version,
    ...(selector !== undefined && { Selector: `:${selector}` }),
    LastModifiedDate: version.lastModified,
    ARN: parameterArn(parameter.name, place),
    DataType: parameter.dataType,
  };
}

/** Stands for what KMS would give: text in base64 that begins as its ciphertexts do and does not tell the value. */
function ciphertextOf(value: string): string {
  const digest = createHash("sha512").update(value).digest();
  return Buffer.concat([Buffer.from([1, 2, 2, 0, 120]), digest]).toString("base64");
}

/** A parameter as DescribeParameters gives it: all but its value. */
export function parameterMetadataShape(parameter: StoredParameter, place: Place): ParameterMetadata {
  const latest = parameter.versions.at(-1);
  return {
    Name: parameter.name,
    ARN: parameterArn(parameter.name, place),
    Type: parameter.type,
    ...(parameter.type === "SecureString" && { KeyId: "alias/aws/ssm" }),
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
