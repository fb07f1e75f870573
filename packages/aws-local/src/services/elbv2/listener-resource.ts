import {
  DuplicateListenerException,
  TooManyListenersException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { z } from "zod";
import { notPlayed } from "../../not-played.ts";
import { resourceType } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { actionSchema } from "./action-properties.ts";
import type { Elbv2State, RunningLoadBalancer } from "./elbv2.ts";
import { loadBalancerNotFound } from "./errors.ts";
import { changeListener, listenerSettings, type RunningListener } from "./running-listener.ts";

const schema = z.object({
  arn: z.string(),
  loadBalancerArn: z.string(),
  port: z.int().min(1).max(65_535),
  // The provider's default.
  protocol: z.enum(["HTTP", "HTTPS"], "an Application Load Balancer supports HTTP and HTTPS").default("HTTP"),
  sslPolicy: z.string().optional(),
  certificateArn: z.string().optional(),
  defaultActions: z.array(actionSchema),
  tags: z.record(z.string(), z.string()).default({}),
  ...notPlayed([
    "alpnPolicy",
    "mutualAuthentication",
    "tcpIdleTimeoutSeconds",
    "routingHttpRequestXAmznTlsCipherSuiteHeaderName",
    "routingHttpRequestXAmznTlsVersionHeaderName",
    "routingHttpResponseAccessControlAllowCredentialsHeaderValue",
    "routingHttpResponseAccessControlAllowHeadersHeaderValue",
    "routingHttpResponseAccessControlAllowMethodsHeaderValue",
    "routingHttpResponseAccessControlAllowOriginHeaderValue",
    "routingHttpResponseAccessControlExposeHeadersHeaderValue",
    "routingHttpResponseAccessControlMaxAgeHeaderValue",
    "routingHttpResponseContentSecurityPolicyHeaderValue",
    "routingHttpResponseServerEnabled",
    "routingHttpResponseStrictTransportSecurityHeaderValue",
    "routingHttpResponseXContentTypeOptionsHeaderValue",
    "routingHttpResponseXFrameOptionsHeaderValue",
  ]),
});
export type ListenerProperties = z.infer<typeof schema>;

/** ALB user guide, "Quotas for your Application Load Balancers". */
const mostListeners = 50;

export const listenerResource = resourceType<Elbv2State, typeof schema>({
  token: "aws:lb/listener:Listener",
  schema,
  replaceOn: ["loadBalancerArn"],
  async create({ id, properties }, state) {
    const balancer = balancerOf(properties, state);
    await obtainCertificate(properties, state);
    checkPort(properties, state);
    const parts = { properties, rules: new Map(), certificateArns: [] };
    const listener = await listen(balancer, parts, state);
    state.listeners.set(id, { ...parts, listener });
    state.host.onChange();
  },
  async update({ id, properties }, state) {
    const running = state.listeners.get(id);
    if (running === undefined) {
      return;
    }
    await obtainCertificate(properties, state);
    checkPort(properties, state);
    if (running.properties.protocol === properties.protocol) {
      changeListener(running, { properties }, state);
      return;
    }
    const balancer = balancerOf(properties, state);
    const before = running.listener;
    const listener = await listen(balancer, { ...running, properties }, state);
    Object.assign(running, { properties, listener });
    leaveAddress(balancer, before.settings);
    await close(before, balancer, state);
    state.host.onChange();
  },
  async delete(id, state) {
    const running = state.listeners.get(id);
    if (running === undefined) {
      return;
    }
    state.listeners.delete(id);
    const balancer = state.loadBalancers.get(running.properties.loadBalancerArn);
    if (balancer !== undefined) {
      leaveAddress(balancer, running.properties);
    }
    await close(running.listener, balancer, state);
    state.host.onChange();
  },
  read: (id, { listeners }) => (listeners.has(id) ? {} : undefined),
});

function balancerOf({ loadBalancerArn }: ListenerProperties, state: Elbv2State): RunningLoadBalancer {
  const balancer = state.loadBalancers.get(loadBalancerArn);
  if (balancer === undefined) {
    throw loadBalancerNotFound();
  }
  return balancer;
}

/** Once it exists, the rest does not need to wait. */
async function obtainCertificate(
  { protocol, certificateArn, sslPolicy }: ListenerProperties,
  { certificates }: Elbv2State,
): Promise<void> {
  if (protocol === "HTTP" && (certificateArn ?? sslPolicy) !== undefined) {
    throw new AwsError(
      "ValidationException",
      `${certificateArn === undefined ? "sslPolicy" : "certificateArn"} is for listeners whose protocol is HTTPS`,
    );
  }
  if (certificateArn !== undefined) {
    await certificates.obtain(certificateArn);
  }
}

function checkPort({ arn, loadBalancerArn, port }: ListenerProperties, { listeners }: Elbv2State): void {
  const others = [...listeners.values()]
    .map(({ properties }) => properties)
    .filter((other) => other.loadBalancerArn === loadBalancerArn && other.arn !== arn);
  if (others.some((other) => other.port === port)) {
    const message = "A listener already exists on this port for this load balancer";
    throw new DuplicateListenerException({ message, $metadata: {} });
  }
  if (others.length >= mostListeners) {
    const message = "You've reached the limit on the number of listeners per load balancer";
    throw new TooManyListenersException({ message, $metadata: {} });
  }
}

/**
 * The first HTTP and the first HTTPS listener have the load balancer's address. Others have their own ports.
 */
async function listen(
  balancer: RunningLoadBalancer,
  parts: Omit<RunningListener, "listener">,
  state: Elbv2State,
) {
  const settings = listenerSettings(parts, state);
  const { address } = balancer;
  if (address.holders.has(settings.protocol)) {
    return await balancer.balancer.listen(settings, await state.host.localPort());
  }
  address.holders.set(settings.protocol, settings.arn);
  try {
    return await balancer.balancer.listen(settings, address.port);
  } catch (error) {
    address.holders.delete(settings.protocol);
    throw error;
  }
}

async function close(
  listener: RunningListener["listener"],
  balancer: RunningLoadBalancer | undefined,
  { host }: Elbv2State,
): Promise<void> {
  const { localPort } = listener;
  await listener.close();
  // The address is released with its load balancer.
  if (balancer !== undefined && localPort !== balancer.address.port) {
    host.releaseLocalPort(localPort);
  }
}

function leaveAddress(
  { address: { holders } }: RunningLoadBalancer,
  { arn, protocol }: Pick<ListenerProperties, "arn" | "protocol">,
): void {
  if (holders.get(protocol) === arn) {
    holders.delete(protocol);
  }
}
