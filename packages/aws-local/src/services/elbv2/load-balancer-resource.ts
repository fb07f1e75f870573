import { z } from "zod";
import { createLoadBalancer } from "../../load-balancer/balancer/load-balancer.ts";
import type { LoadBalancerSettings } from "../../load-balancer/contract.ts";
import { notPlayed } from "../../not-played.ts";
import { resourceType } from "../../service.ts";
import type { Elbv2State } from "./elbv2.ts";

const schema = z.object({
  name: z.string(),
  arn: z.string(),
  arnSuffix: z.string(),
  zoneId: z.string().optional(),
  loadBalancerType: z
    .literal("application", "the lab supports only Application Load Balancers")
    .default("application"),
  internal: z.boolean().default(false),
  subnets: z.array(z.string()).default([]),
  securityGroups: z.array(z.string()).default([]),
  ipAddressType: z.string().default("ipv4"),
  idleTimeout: z.number().default(60),
  clientKeepAlive: z.number().default(3600),
  dropInvalidHeaderFields: z.boolean().default(false),
  preserveHostHeader: z.boolean().default(false),
  xffHeaderProcessingMode: z.enum(["append", "preserve", "remove"]).default("append"),
  desyncMitigationMode: z.enum(["monitor", "defensive", "strictest"]).default("defensive"),
  tags: z.record(z.string(), z.string()).default({}),
  enableHttp2: z.boolean().default(true),
  ...notPlayed(["enableTlsVersionAndCipherSuiteHeaders", "enableXffClientPort"]),
});
export type LoadBalancerProperties = z.infer<typeof schema>;

export const loadBalancerResource = resourceType<Elbv2State, typeof schema>({
  token: "aws:lb/loadBalancer:LoadBalancer",
  schema,
  replaceOn: ["name", "namePrefix", "internal", "loadBalancerType"],
  async create({ id, properties }, { host, loadBalancers }) {
    const port = await host.localPort();
    const dnsName = `127.0.0.1:${port}`;
    loadBalancers.set(id, {
      properties,
      createdAt: new Date(host.clock.nowMs()),
      dnsName,
      address: { port, holders: new Map() },
      balancer: createLoadBalancer({ ...host, settings: settingsOf(properties, dnsName) }),
    });
    host.onChange();
    return { dnsName };
  },
  update({ id, properties }, { host, loadBalancers }) {
    const running = loadBalancers.get(id);
    if (running !== undefined) {
      running.properties = properties;
      running.balancer.update(settingsOf(properties, running.dnsName));
    }
    host.onChange();
  },
  async delete(id, { host, loadBalancers }) {
    const running = loadBalancers.get(id);
    loadBalancers.delete(id);
    if (running !== undefined) {
      await running.balancer.close();
      host.releaseLocalPort(running.address.port);
    }
    host.onChange();
  },
  read(id, { loadBalancers }) {
    const running = loadBalancers.get(id);
    return running && { dnsName: running.dnsName };
  },
});

function settingsOf(
  { idleTimeout, clientKeepAlive, enableHttp2, ...properties }: LoadBalancerProperties,
  dnsName: string,
): LoadBalancerSettings {
  const http2Enabled = enableHttp2;
  return {
    ...properties,
    dnsName,
    http2Enabled,
    idleTimeoutSeconds: idleTimeout,
    clientKeepAliveSeconds: clientKeepAlive,
  };
}
