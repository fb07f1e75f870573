import { afterAll, beforeAll, expect, test } from "vitest";
import { type PlayedServices, playServices } from "../played-services.ts";

const loadBalancerArn =
  "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
const listenerArn = (id: string) => `${loadBalancerArn.replace(":loadbalancer/", ":listener/")}/${id}`;
const page = { type: "fixed-response", fixedResponse: { contentType: "text/plain", messageBody: "default" } };

let played: PlayedServices;
beforeAll(async () => {
  played = await playServices();
});
afterAll(() => played.close());

test("a load balancer has a port on this machine, and so has a second listener of one protocol; each is released on deletion", async () => {
  const loadBalancers = played.resource("aws:lb/loadBalancer:LoadBalancer");
  const listeners = played.resource("aws:lb/listener:Listener");
  await loadBalancers.create(loadBalancerArn, {
    name: "web",
    arn: loadBalancerArn,
    arnSuffix: "app/web/50dc6c495c0c9188",
  });
  const [address] = played.localPorts;
  for (const port of [80, 81]) {
    const arn = listenerArn(String(port));
    await listeners.create(arn, { arn, loadBalancerArn, port, protocol: "HTTP", defaultActions: [page] });
  }
  expect(played.localPorts.size).toBe(2);

  await listeners.delete(listenerArn("81"));
  await listeners.delete(listenerArn("80"));
  expect([...played.localPorts]).toEqual([address]);
  await loadBalancers.delete(loadBalancerArn);
  expect(played.localPorts.size).toBe(0);
});
