import { TooManyCertificatesException } from "@aws-sdk/client-elastic-load-balancing-v2";
import { z } from "zod";
import { resourceType } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { Elbv2State } from "./elbv2.ts";
import { listenerNotFound } from "./errors.ts";
import { changeListener, type RunningListener } from "./running-listener.ts";

const schema = z.object({ listenerArn: z.string(), certificateArn: z.string() });

/** ALB user guide, "Quotas for your Application Load Balancers": default certificates are not counted. */
const mostCertificates = 25;

/** A certificate of a listener's certificate list. Its ID consists of both ARNs, as in the provider. */
export const listenerCertificateResource = resourceType<Elbv2State, typeof schema>({
  token: "aws:lb/listenerCertificate:ListenerCertificate",
  schema,
  replaceOn: ["listenerArn", "certificateArn"],
  async create({ properties: { listenerArn, certificateArn } }, state) {
    const running = state.listeners.get(listenerArn);
    if (running === undefined) {
      throw listenerNotFound();
    }
    if (running.properties.protocol === "HTTP") {
      throw new AwsError("ValidationException", "A listener whose protocol is HTTP has no certificates");
    }
    await state.certificates.obtain(certificateArn);
    checkCertificateCount(running, state);
    const certificateArns = [...new Set([...running.certificateArns, certificateArn])];
    changeListener(running, { certificateArns }, state);
  },
  delete(id, state) {
    const found = memberOf(id, state);
    if (found !== undefined) {
      const { running, certificateArn } = found;
      const certificateArns = running.certificateArns.filter((arn) => arn !== certificateArn);
      changeListener(running, { certificateArns }, state);
    }
  },
  read: (id, state) => (memberOf(id, state) === undefined ? undefined : {}),
});

function memberOf(id: string, { listeners }: Elbv2State) {
  for (const [listenerArn, running] of listeners) {
    const certificateArn = running.certificateArns.find((arn) => id === `${listenerArn}_${arn}`);
    if (certificateArn !== undefined) {
      return { running, certificateArn };
    }
  }
  return undefined;
}

function checkCertificateCount(
  { properties: { loadBalancerArn } }: RunningListener,
  { listeners }: Elbv2State,
): void {
  const count = [...listeners.values()]
    .filter(({ properties }) => properties.loadBalancerArn === loadBalancerArn)
    .reduce((sum, { certificateArns }) => sum + certificateArns.length, 0);
  if (count >= mostCertificates) {
    const message = "You've reached the limit on the number of certificates per load balancer";
    throw new TooManyCertificatesException({ message, $metadata: {} });
  }
}
