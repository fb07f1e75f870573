import {
  DescribeListeners$,
  type DescribeListenersInput,
  type DescribeListenersOutput,
  type Listener,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { defaultSecurityPolicy } from "../../load-balancer/tls/security-policies.ts";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import { actionShape } from "./action-properties.ts";
import type { Elbv2State } from "./elbv2.ts";
import { checkArn, invalidMarker, listenerNotFound, loadBalancerNotFound, mostPerPage } from "./errors.ts";
import type { ListenerProperties } from "./listener-resource.ts";

export const describeListeners: Operation<Elbv2State, DescribeListenersInput, DescribeListenersOutput> = {
  schema: DescribeListeners$,
  honours: { ListenerArns: true, LoadBalancerArn: true, Marker: true, PageSize: true },
  handle({ LoadBalancerArn, ListenerArns = [], PageSize, Marker }, { loadBalancers, listeners }) {
    checkConstraints({ PageSize }, { PageSize: { min: 1, max: mostPerPage } });
    if (LoadBalancerArn === undefined && ListenerArns.length === 0) {
      throw new AwsError(
        "ValidationException",
        "You must specify either listener ARNs or a load balancer ARN",
      );
    }
    if (LoadBalancerArn !== undefined) {
      checkArn(LoadBalancerArn, "load balancer");
      if (!loadBalancers.has(LoadBalancerArn)) {
        throw loadBalancerNotFound();
      }
    }
    for (const arn of ListenerArns) {
      checkArn(arn, "listener");
    }
    if (ListenerArns.some((wanted) => !listeners.has(wanted))) {
      throw listenerNotFound();
    }
    const wanted = [...listeners.values()]
      .map(({ properties }) => properties)
      .filter(
        ({ arn, loadBalancerArn }) =>
          (ListenerArns.length === 0 || ListenerArns.includes(arn)) &&
          (LoadBalancerArn === undefined || LoadBalancerArn === loadBalancerArn),
      );
    const page = pageOf(wanted, PageSize ?? mostPerPage, Marker, invalidMarker);
    return { Listeners: page.items.map(listenerShape), NextMarker: page.nextToken };
  },
};

function listenerShape(listener: ListenerProperties): Listener {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    ...(listener.protocol === "HTTPS" && {
      SslPolicy: listener.sslPolicy ?? defaultSecurityPolicy,
      Certificates: [{ CertificateArn: listener.certificateArn }],
      MutualAuthentication: { Mode: "off" },
    }),
    DefaultActions: listener.defaultActions.map(actionShape),
  };
}
