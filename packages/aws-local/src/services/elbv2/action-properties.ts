import {
  type Action as ActionShape,
  InvalidLoadBalancerActionException,
  TargetGroupAssociationLimitException,
  TooManyActionsException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { z } from "zod";
import type { Action, ForwardAction } from "../../load-balancer/contract.ts";
import type { Elbv2State } from "./elbv2.ts";
import { targetGroupNotFound } from "./errors.ts";

const forwardSchema = z.strictObject({
  targetGroups: z.array(z.strictObject({ arn: z.string(), weight: z.number().default(1) })),
  stickiness: z.strictObject({ enabled: z.boolean().default(false), duration: z.number() }).optional(),
});

/** With the provider's defaults, which keep each part of the request's URL. */
const redirectSchema = z.strictObject({
  statusCode: z.enum(["HTTP_301", "HTTP_302"]),
  protocol: z.string().default("#{protocol}"),
  host: z.string().default("#{host}"),
  port: z.string().default("#{port}"),
  path: z.string().default("/#{path}"),
  query: z.string().default("#{query}"),
});

const fixedResponseSchema = z.strictObject({
  contentType: z.string(),
  messageBody: z.string().optional(),
  statusCode: z.string().default("200"),
});

/** An action as Pulumi's listeners and listener rules declare it. */
export const actionSchema = z.strictObject({
  type: z.enum(
    ["forward", "redirect", "fixed-response"],
    "the supported actions are forward, redirect and fixed-response",
  ),
  order: z.number().optional(),
  targetGroupArn: z.string().optional(),
  forward: forwardSchema.optional(),
  redirect: redirectSchema.optional(),
  fixedResponse: fixedResponseSchema.optional(),
});
export type ActionProperties = z.infer<typeof actionSchema>;

/** ARNs of the target groups that actions forward to. */
export function targetGroupArns(actions: readonly ActionProperties[]): string[] {
  return actions
    .filter(({ type }) => type === "forward")
    .flatMap((action) => forwardOf(action).targetGroups.map(({ arn }) => arn));
}

/**
 * The one action of a listener or a rule.
 *
 * @throws the errors of CreateListener and CreateRule: InvalidLoadBalancerAction, TargetGroupNotFound,
 *   TooManyActions, TargetGroupAssociationLimit
 */
export function actionOf(
  actions: readonly ActionProperties[],
  loadBalancerArn: string,
  state: Pick<Elbv2State, "targetGroups">,
): Action {
  const [action, another] = actions;
  if (action === undefined) {
    throw invalidAction("An action is needed: forward, redirect or fixed-response");
  }
  if (another !== undefined) {
    const message = `There are ${actions.length} actions; without authentication only one is allowed`;
    throw new TooManyActionsException({ message, $metadata: {} });
  }
  switch (action.type) {
    case "forward":
      return forwardAction(forwardOf(action), loadBalancerArn, state);
    case "redirect":
      return { type: "redirect", ...neededOf(action, action.redirect, "redirect") };
    case "fixed-response": {
      const { statusCode, ...response } = neededOf(action, action.fixedResponse, "fixedResponse");
      return {
        type: "fixed-response",
        statusCode: Number(statusCode),
        contentType: response.contentType,
        ...(response.messageBody !== undefined && { messageBody: response.messageBody }),
      };
    }
  }
}

/** An action as the API describes it. */
export function actionShape(action: ActionProperties): ActionShape {
  const order = action.order === undefined ? {} : { Order: action.order };
  switch (action.type) {
    case "forward": {
      const { targetGroups, stickiness } = forwardOf(action);
      const [only, another] = targetGroups;
      return {
        Type: "forward",
        ...order,
        ...(another === undefined && { TargetGroupArn: only?.arn }),
        ForwardConfig: {
          TargetGroups: targetGroups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })),
          TargetGroupStickinessConfig: {
            Enabled: stickiness?.enabled ?? false,
            ...(stickiness?.enabled && { DurationSeconds: stickiness.duration }),
          },
        },
      };
    }
    case "redirect": {
      const redirect = neededOf(action, action.redirect, "redirect");
      return {
        Type: "redirect",
        ...order,
        RedirectConfig: {
          Protocol: redirect.protocol,
          Port: redirect.port,
          Host: redirect.host,
          Path: redirect.path,
          Query: redirect.query,
          StatusCode: redirect.statusCode,
        },
      };
    }
    case "fixed-response": {
      const response = neededOf(action, action.fixedResponse, "fixedResponse");
      return {
        Type: "fixed-response",
        ...order,
        FixedResponseConfig: {
          MessageBody: response.messageBody,
          StatusCode: response.statusCode,
          ContentType: response.contentType,
        },
      };
    }
  }
}

type Forward = z.infer<typeof forwardSchema>;

/** A single target group of an action has weight 1. */
function forwardOf({ targetGroupArn, forward }: ActionProperties): Forward {
  if (forward === undefined) {
    if (targetGroupArn === undefined) {
      throw invalidAction("A forward action needs targetGroupArn or forward");
    }
    return { targetGroups: [{ arn: targetGroupArn, weight: 1 }] };
  }
  const [only, another] = forward.targetGroups;
  if (targetGroupArn !== undefined && (another !== undefined || only?.arn !== targetGroupArn)) {
    throw invalidAction(
      "A forward action with targetGroupArn can name only that target group in its forward (ELBv2 API Reference, Action)",
    );
  }
  return forward;
}

function forwardAction(
  { targetGroups, stickiness }: Forward,
  loadBalancerArn: string,
  state: Pick<Elbv2State, "targetGroups">,
): ForwardAction {
  return {
    type: "forward",
    targetGroups: targetGroups.map(({ arn, weight }) => {
      const targetGroup = state.targetGroups.get(arn)?.targetGroup;
      if (targetGroup === undefined) {
        throw targetGroupNotFound();
      }
      if ((targetGroup.loadBalancerArn() ?? loadBalancerArn) !== loadBalancerArn) {
        const message = `The following target groups cannot be associated with more than one load balancer: ${arn}`;
        throw new TargetGroupAssociationLimitException({ message, $metadata: {} });
      }
      return { targetGroup, weight };
    }),
    ...(stickiness?.enabled && { stickiness: { durationSeconds: stickiness.duration } }),
  };
}

function neededOf<Part>({ type }: ActionProperties, part: Part | undefined, name: string): Part {
  if (part === undefined) {
    throw invalidAction(`An action of type ${type} needs ${name}`);
  }
  return part;
}

function invalidAction(message: string): InvalidLoadBalancerActionException {
  return new InvalidLoadBalancerActionException({ message, $metadata: {} });
}
