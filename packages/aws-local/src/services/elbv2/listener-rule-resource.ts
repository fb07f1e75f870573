import { PriorityInUseException, TooManyRulesException } from "@aws-sdk/client-elastic-load-balancing-v2";
import { z } from "zod";
import { notPlayed } from "../../not-played.ts";
import { resourceType } from "../../service.ts";
import { actionSchema } from "./action-properties.ts";
import { conditionSchema } from "./condition-properties.ts";
import type { Elbv2State } from "./elbv2.ts";
import { listenerNotFound } from "./errors.ts";
import { changeListener, type RunningListener, ruleOwner } from "./running-listener.ts";

const schema = z.object({
  arn: z.string(),
  listenerArn: z.string(),
  /** Absent: after all other rules of the listener. */
  priority: z.number().optional(),
  conditions: z.array(conditionSchema),
  actions: z.array(actionSchema),
  tags: z.record(z.string(), z.string()).default({}),
  ...notPlayed(["transforms"]),
});
export type RuleProperties = z.infer<typeof schema>;

/** ALB user guide, "Quotas for your Application Load Balancers": default rules are not counted. */
const mostRules = 100;

export const listenerRuleResource = resourceType<Elbv2State, typeof schema>({
  token: "aws:lb/listenerRule:ListenerRule",
  schema,
  replaceOn: ["listenerArn"],
  create({ id, properties }, state) {
    const running = listenerOf(properties, state);
    checkRuleCount(running, state);
    const { rules } = running;
    const priority = properties.priority ?? Math.max(0, ...[...rules.values()].map(priorityOf)) + 1;
    checkPriority(priority, rules.values());
    changeListener(running, { rules: new Map(rules).set(id, { ...properties, priority }) }, state);
    return { priority };
  },
  update({ id, properties }, state) {
    const running = listenerOf(properties, state);
    const before = running.rules.get(id);
    if (before === undefined) {
      return;
    }
    const priority = properties.priority ?? before.priority;
    checkPriority(
      priority,
      [...running.rules].filter(([arn]) => arn !== id).map(([, rule]) => rule),
    );
    changeListener(running, { rules: new Map(running.rules).set(id, { ...properties, priority }) }, state);
    return { priority };
  },
  delete(id, state) {
    const running = ruleOwner(id, state.listeners);
    if (running !== undefined) {
      const rules = new Map(running.rules);
      rules.delete(id);
      changeListener(running, { rules }, state);
    }
  },
  read(id, { listeners }) {
    const rule = ruleOwner(id, listeners)?.rules.get(id);
    return rule && { priority: rule.priority };
  },
});

function priorityOf({ priority }: { priority: number }): number {
  return priority;
}

function listenerOf({ listenerArn }: RuleProperties, { listeners }: Elbv2State): RunningListener {
  const running = listeners.get(listenerArn);
  if (running === undefined) {
    throw listenerNotFound();
  }
  return running;
}

function checkPriority(priority: number, others: Iterable<{ priority: number }>): void {
  if ([...others].some((other) => other.priority === priority)) {
    throw new PriorityInUseException({
      message: `Priority '${priority}' is currently in use`,
      $metadata: {},
    });
  }
}

function checkRuleCount({ properties: { loadBalancerArn } }: RunningListener, { listeners }: Elbv2State) {
  const count = [...listeners.values()]
    .filter(({ properties }) => properties.loadBalancerArn === loadBalancerArn)
    .reduce((sum, { rules }) => sum + rules.size, 0);
  if (count >= mostRules) {
    const message = "You've reached the limit on the number of rules per load balancer";
    throw new TooManyRulesException({ message, $metadata: {} });
  }
}
