import {
  type Action,
  DescribeListeners$,
  type DescribeListenersInput,
  type DescribeListenersOutput,
  type Listener,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { checkConstraints } from "../../wire/constraints.ts";
import type { AwsOperation } from "../../wire/operation.ts";
import { pageOf } from "../../wire/page.ts";
import { AwsError } from "../../wire/wire-error.ts";
import { checkArn, invalidMarker, listenerNotFound, loadBalancerNotFound, mostPerPage } from "./errors.ts";
import { type ListenerFacts, listenerFacts } from "./graph-facts.ts";

export const describeListeners: AwsOperation<DescribeListenersInput, DescribeListenersOutput> = {
  service: "elasticloadbalancing",
  schema: DescribeListeners$,
  handle({ LoadBalancerArn, ListenerArns = [], PageSize, Marker }, { lab }) {
    checkConstraints({ PageSize }, { PageSize: { min: 1, max: mostPerPage } });
    if (LoadBalancerArn === undefined && ListenerArns.length === 0) {
      throw new AwsError(
        "ValidationException",
        "You must specify either listener ARNs or a load balancer ARN",
      );
    }
    if (LoadBalancerArn !== undefined) {
      checkArn(LoadBalancerArn, "load balancer");
      if (LoadBalancerArn !== lab.loadBalancerSettings.arn) {
        throw loadBalancerNotFound();
      }
    }
    for (const arn of ListenerArns) {
      checkArn(arn, "listener");
    }
    const all = listenerFacts(lab.graph());
    if (ListenerArns.some((wanted) => !all.some(({ arn }) => arn === wanted))) {
      throw listenerNotFound();
    }
    const listeners = all.filter(({ arn }) => ListenerArns.length === 0 || ListenerArns.includes(arn));
    const page = pageOf(listeners, PageSize ?? mostPerPage, Marker, invalidMarker);
    return { Listeners: page.items.map(listenerShape), NextMarker: page.nextToken };
  },
};

function listenerShape(listener: ListenerFacts): Listener {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol as "HTTP",
    ...(listener.sslPolicy !== undefined && { SslPolicy: listener.sslPolicy }),
    ...(listener.certificateArn !== undefined && {
      Certificates: [{ CertificateArn: listener.certificateArn }],
    }),
    DefaultActions: listener.defaultActions.map(actionShape),
  };
}

function actionShape({ type, targetGroupArn, redirect }: ListenerFacts["defaultActions"][number]): Action {
  return {
    Type: type as "forward",
    ...(targetGroupArn !== undefined && { TargetGroupArn: targetGroupArn }),
    ...(redirect && {
      RedirectConfig: {
        StatusCode: redirect.statusCode as "HTTP_301",
        Port: redirect.port,
        Protocol: redirect.protocol,
      },
    }),
  };
}
