import { z } from "zod";
import type { Action, ListenerSettings } from "../../load-balancer/contract.ts";
import { resourceType } from "../../service.ts";
import type { Elbv2State } from "./elbv2.ts";
import { loadBalancerNotFound, targetGroupNotFound } from "./errors.ts";

const actionSchema = z.object({
  type: z.enum(["forward", "redirect", "fixed-response"]),
  targetGroupArn: z.string().optional(),
  redirect: z
    .object({
      statusCode: z.string(),
      port: z.string().optional(),
      protocol: z.string().optional(),
    })
    .optional(),
});

const schema = z.object({
  arn: z.string(),
  loadBalancerArn: z.string(),
  port: z.number(),
  protocol: z.string(),
  sslPolicy: z.string().optional(),
  certificateArn: z.string().optional(),
  defaultActions: z.array(actionSchema),
  tags: z.record(z.string(), z.string()).default({}),
});
export type ListenerProperties = z.infer<typeof schema>;

export const listenerResource = resourceType<Elbv2State, typeof schema>({
  token: "aws:lb/listener:Listener",
  schema,
  replaceOn: ["loadBalancerArn"],
  async create({ id, properties }, state) {
    const { host, loadBalancers, listeners } = state;
    const running = loadBalancers.get(properties.loadBalancerArn);
    if (running === undefined) {
      throw loadBalancerNotFound();
    }
    const settings = settingsOf(properties, state);
    const port = running.reservedPort ?? (await host.localPort(running.properties.name));
    const listener = await running.balancer.listen(settings, port);
    running.reservedPort = undefined;
    listeners.set(id, {
      properties,
      localPort: listener.localPort,
      update: (next) => listener.update(next),
      close: () => listener.close(),
    });
    host.onChange();
  },
  update({ id, properties }, state) {
    const running = state.listeners.get(id);
    if (running !== undefined) {
      running.update(settingsOf(properties, state));
      running.properties = properties;
    }
    state.host.onChange();
  },
  async delete(id, { host, listeners }) {
    const running = listeners.get(id);
    listeners.delete(id);
    await running?.close();
    host.onChange();
  },
  read: (id, { listeners }) => (listeners.has(id) ? {} : undefined),
});

function settingsOf(properties: ListenerProperties, state: Elbv2State): ListenerSettings {
  const [action] = properties.defaultActions;
  if (action === undefined) {
    throw new Error(`The listener ${properties.arn} has no default action.`);
  }
  return {
    arn: properties.arn,
    port: properties.port,
    protocol: "HTTP",
    defaultAction: actionOf(action, state),
  };
}

function actionOf(action: z.infer<typeof actionSchema>, { targetGroups }: Elbv2State): Action {
  if (action.type !== "forward") {
    throw new Error(`The region does not play default actions of type ${action.type}; it plays forward.`);
  }
  const running = targetGroups.get(action.targetGroupArn ?? "");
  if (running === undefined) {
    throw targetGroupNotFound();
  }
  return { type: "forward", targetGroups: [{ targetGroup: running.targetGroup, weight: 1 }] };
}
