// Run as a process of its own by unmodified-sdk.test.ts: an SDK client with nothing but the instance's environment.
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
console.log(Arn);
