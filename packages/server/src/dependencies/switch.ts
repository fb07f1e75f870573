import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";

/** Reports whether the RecommendationService should work: the value of the switch parameter. */
export type ReadSwitch = () => Promise<string>;

/**
 * Reads the switch from Parameter Store at every call.
 *
 * @throws the SDK's error, named as AWS names it (ParameterNotFound, ThrottlingException, …).
 */
export function switchInParameterStore(client: SSMClient, parameterName: string): ReadSwitch {
  return async () => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: parameterName }));
    // The SDK passes on whatever the answer contains. Anything that is not a value counts as off.
    const value: unknown = Parameter?.Value;
    return typeof value === "string" ? value : "";
  };
}
