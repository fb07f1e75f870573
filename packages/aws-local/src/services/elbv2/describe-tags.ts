import {
  DescribeTags$,
  type DescribeTagsInput,
  type DescribeTagsOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import type { Elbv2State } from "./elbv2.ts";
import {
  checkArn,
  listenerNotFound,
  loadBalancerNotFound,
  ruleNotFound,
  targetGroupNotFound,
} from "./errors.ts";
import { ruleOwner } from "./running-listener.ts";

/** The most resources in one call. */
const mostResources = 20;

/** The tags of balancers, target groups, listeners and their rules. */
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
  const rule = ruleOwner(arn, listeners)?.rules.get(arn);
  if (rule !== undefined) {
    return rule.tags;
  }
  switch (arn.split(":")[5]?.split("/")[0]) {
    case "targetgroup":
      checkArn(arn, "target group");
      throw targetGroupNotFound();
    case "listener":
      checkArn(arn, "listener");
      throw listenerNotFound();
    case "listener-rule":
      checkArn(arn, "listener rule");
      throw ruleNotFound();
    default:
      checkArn(arn, "load balancer");
      throw loadBalancerNotFound();
  }
}
