import { createHash } from "node:crypto";
import type { Parameter, ParameterMetadata } from "@aws-sdk/client-ssm";
import type { Place } from "../../service.ts";
import { parameterArn } from "./parameter-arn.ts";
import type { ParameterVersion, StoredParameter } from "./parameter-table.ts";

/** What a read has found, and how it asked for it. */
export interface ReadParameter {
  parameter: StoredParameter;
  version: ParameterVersion;
  /** The part of the name after the colon, without the colon. */
  selector?: string | undefined;
  /** Whether secrets are shown. */
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

/**
 * Replaces what KMS would return: base64 text that begins like its ciphertexts and does not reveal the value.
 */
function ciphertextOf(value: string): string {
  const digest = createHash("sha512").update(value).digest();
  return Buffer.concat([Buffer.from([1, 2, 2, 0, 120]), digest]).toString("base64");
}

/** A parameter as DescribeParameters returns it: everything except its value. */
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
