import {
  DescribeRules$,
  type DescribeRulesInput,
  type DescribeRulesOutput,
  type Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import { actionShape } from "./action-properties.ts";
import { conditionShape } from "./condition-properties.ts";
import type { Elbv2State } from "./elbv2.ts";
import { checkArn, invalidMarker, listenerNotFound, mostPerPage, ruleNotFound } from "./errors.ts";
import type { RunningListener } from "./running-listener.ts";

export const describeRules: Operation<Elbv2State, DescribeRulesInput, DescribeRulesOutput> = {
  schema: DescribeRules$,
  honours: { ListenerArn: true, Marker: true, PageSize: true, RuleArns: true },
  handle({ ListenerArn, RuleArns = [], PageSize, Marker }, { listeners }) {
    checkConstraints({ PageSize }, { PageSize: { min: 1, max: mostPerPage } });
    if ((ListenerArn === undefined) === (RuleArns.length === 0)) {
      throw new AwsError("ValidationException", "You must specify either a listener ARN or rule ARNs");
    }
    const page = pageOf(
      ListenerArn === undefined ? rulesByArn(RuleArns, listeners) : rulesOf(ListenerArn, listeners),
      PageSize ?? mostPerPage,
      Marker,
      invalidMarker,
    );
    return { Rules: page.items, NextMarker: page.nextToken };
  },
};

function rulesOf(listenerArn: string, listeners: Elbv2State["listeners"]): Rule[] {
  checkArn(listenerArn, "listener");
  const running = listeners.get(listenerArn);
  if (running === undefined) {
    throw listenerNotFound();
  }
  return ruleShapes(running);
}

function rulesByArn(arns: readonly string[], listeners: Elbv2State["listeners"]): Rule[] {
  for (const arn of arns) {
    checkArn(arn, "listener rule");
  }
  const all = [...listeners.values()].flatMap(ruleShapes);
  const found = all.filter(({ RuleArn = "" }) => arns.includes(RuleArn));
  if (found.length < new Set(arns).size) {
    throw ruleNotFound();
  }
  return found;
}

/** In the order of their evaluation; the default rule is the last. */
function ruleShapes({ properties, rules }: RunningListener): Rule[] {
  const inOrder = [...rules].toSorted(([, a], [, b]) => a.priority - b.priority);
  return [
    ...inOrder.map(([arn, { priority, conditions, actions }]) => ({
      RuleArn: arn,
      Priority: String(priority),
      Conditions: conditions.map(conditionShape),
      Actions: actions.map(actionShape),
      IsDefault: false,
    })),
    {
      RuleArn: `${properties.arn.replace(":listener/", ":listener-rule/")}/${"0".repeat(16)}`,
      Priority: "default",
      Conditions: [],
      Actions: properties.defaultActions.map(actionShape),
      IsDefault: true,
    },
  ];
}
