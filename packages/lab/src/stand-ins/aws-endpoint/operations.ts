import { describeParameters } from "../ssm/describe-parameters.ts";
import { getParameter } from "../ssm/get-parameter.ts";
import { getParameters } from "../ssm/get-parameters.ts";
import { getParametersByPath } from "../ssm/get-parameters-by-path.ts";
import { putParameter } from "../ssm/put-parameter.ts";
import type { RegisteredOperation } from "./operation.ts";
import type { ServiceName } from "./service-models.ts";

/** Every call that the lab itself answers; DynamoDB's are dynalite's. */
export const operations: readonly RegisteredOperation[] = [
  describeParameters,
  getParameter,
  getParameters,
  getParametersByPath,
  putParameter,
];

export function findOperation(service: ServiceName, name: string): RegisteredOperation | undefined {
  return operations.find((operation) => operation.service === service && operation.schema[2] === name);
}
