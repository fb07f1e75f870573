import {
  DescribeTags$,
  type DescribeTagsInput,
  type DescribeTagsOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import type { Elbv2State } from "./elbv2.ts";
import { checkArn, listenerNotFound, loadBalancerNotFound, targetGroupNotFound } from "./errors.ts";

/** Resources that one call may name. */
const mostResources = 20;

/** The tags of balancers, target groups and listeners. */
export const describeTags: Operation<Elbv2State, DescribeTagsInput, DescribeTagsOutput> = {
  schema: DescribeTags$,
  honours: { ResourceArns: true },
  handle({ ResourceArns = [] }, state) {
    checkConstraints({ ResourceArns }, { ResourceArns: { required: true, maxLength: mostResources } });
    return {
      TagDescriptions: ResourceArns.map((arn) => ({
        ResourceArn: arn,
        Tags: Object.entries(tagsOf(arn, state)).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
};

function tagsOf(
  arn: string,
  { loadBalancers, targetGroups, listeners }: Elbv2State,
): Readonly<Record<string, string>> {
  const found = loadBalancers.get(arn) ?? targetGroups.get(arn) ?? listeners.get(arn);
  if (found !== undefined) {
    return found.properties.tags;
  }
  switch (arn.split(":")[5]?.split("/")[0]) {
    case "targetgroup":
      checkArn(arn, "target group");
      throw targetGroupNotFound();
    case "listener":
      checkArn(arn, "listener");
      throw listenerNotFound();
    default:
      checkArn(arn, "load balancer");
      throw loadBalancerNotFound();
  }
}
