import {
  DescribeLoadBalancerAttributes$,
  type DescribeLoadBalancerAttributesInput,
  type DescribeLoadBalancerAttributesOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { attributeList } from "./attribute-list.ts";
import type { Elbv2State } from "./elbv2.ts";
import { checkArn, loadBalancerNotFound } from "./errors.ts";

/** The attributes that have an effect on the load balancer. */
export const describeLoadBalancerAttributes: Operation<
  Elbv2State,
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput
> = {
  schema: DescribeLoadBalancerAttributes$,
  honours: { LoadBalancerArn: true },
  handle({ LoadBalancerArn }, { loadBalancers }) {
    checkConstraints({ LoadBalancerArn }, { LoadBalancerArn: { required: true } });
    checkArn(LoadBalancerArn ?? "", "load balancer");
    const settings = loadBalancers.get(LoadBalancerArn ?? "")?.balancer.settings;
    if (settings === undefined) {
      throw loadBalancerNotFound();
    }
    return {
      Attributes: attributeList({
        "client_keep_alive.seconds": settings.clientKeepAliveSeconds,
        "idle_timeout.timeout_seconds": settings.idleTimeoutSeconds,
        "load_balancing.cross_zone.enabled": true,
        "routing.http.desync_mitigation_mode": settings.desyncMitigationMode,
        "routing.http.drop_invalid_header_fields.enabled": settings.dropInvalidHeaderFields,
        "routing.http.preserve_host_header.enabled": settings.preserveHostHeader,
        "routing.http.xff_header_processing.mode": settings.xffHeaderProcessingMode,
        "routing.http2.enabled": settings.http2Enabled ?? true,
      }),
    };
  },
};
