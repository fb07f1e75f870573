import type { Clock } from "@soft-landing/shared/clock";
import {
  createListenerCertificates,
  type ListenerCertificates,
} from "../../certificates/listener-certificates.ts";
import type {
  ListenerSettings,
  LoadBalancer,
  LoadBalancerOptions,
  TargetGroup,
} from "../../load-balancer/contract.ts";
import type { MetricSink } from "../../metrics/metric-sink.ts";
import { type Service, service } from "../../service.ts";
import type { Acm } from "../acm/acm.ts";
import type { Ec2 } from "../ec2/ec2.ts";
import { describeListenerCertificates } from "./describe-listener-certificates.ts";
import { describeListeners } from "./describe-listeners.ts";
import { describeLoadBalancerAttributes } from "./describe-load-balancer-attributes.ts";
import { describeLoadBalancers } from "./describe-load-balancers.ts";
import { describeRules } from "./describe-rules.ts";
import { describeSslPolicies } from "./describe-ssl-policies.ts";
import { describeTags } from "./describe-tags.ts";
import { describeTargetGroupAttributes } from "./describe-target-group-attributes.ts";
import { describeTargetGroups } from "./describe-target-groups.ts";
import { describeTargetHealth } from "./describe-target-health.ts";
import { targetGroupNotFound } from "./errors.ts";
import { listenerCertificateResource } from "./listener-certificate-resource.ts";
import { listenerResource } from "./listener-resource.ts";
import { listenerRuleResource } from "./listener-rule-resource.ts";
import { type LoadBalancerProperties, loadBalancerResource } from "./load-balancer-resource.ts";
import type { RunningListener } from "./running-listener.ts";
import { type TargetGroupProperties, targetGroupResource } from "./target-group-resource.ts";

/** What Elastic Load Balancing needs. */
export interface Elbv2Host {
  /** The Region's code. */
  region: string;
  /** The folder of the authority that issues listeners' certificates. */
  certificateFolder: string;
  clock: Clock;
  metrics: MetricSink;
  /** A port on this machine, for a balancer's address or another listener. */
  localPort(): Promise<number>;
  /** A port that no listener uses any more. */
  releaseLocalPort(port: number): void;
  onAnswer?: LoadBalancerOptions["onAnswer"];
  answerKindHeader?: string;
  /** After every change that the calls would show. */
  onChange(): void;
}

export interface RunningLoadBalancer {
  properties: LoadBalancerProperties;
  createdAt: Date;
  balancer: LoadBalancer;
  /** The address on this machine, `127.0.0.1:<port>`. */
  dnsName: string;
  /** The port of `dnsName`, and the ARNs of the listeners on it: one for HTTP, one for HTTPS. */
  address: { port: number; holders: Map<ListenerSettings["protocol"], string> };
}

export interface RunningTargetGroup {
  properties: TargetGroupProperties;
  targetGroup: TargetGroup;
}

/** Everything by its ARN. */
export interface Elbv2State {
  host: Elbv2Host;
  ec2: Pick<Ec2, "subnet">;
  certificates: ListenerCertificates;
  loadBalancers: Map<string, RunningLoadBalancer>;
  targetGroups: Map<string, RunningTargetGroup>;
  listeners: Map<string, RunningListener>;
}

export interface Elbv2 extends Service {
  readonly loadBalancers: ReadonlyMap<string, RunningLoadBalancer>;
  readonly targetGroups: ReadonlyMap<string, RunningTargetGroup>;
  readonly listeners: ReadonlyMap<string, RunningListener>;
  /** @throws TargetGroupNotFoundException */
  targetGroup(arn: string): TargetGroup;
  /** ARNs of the load balancers whose listeners use a certificate. */
  usersOfCertificate(arn: string): string[];
}

/** Elastic Load Balancing (version 2): application load balancers that balance. */
export function createElbv2(host: Elbv2Host, ec2: Pick<Ec2, "subnet">, acm: Pick<Acm, "namesOf">): Elbv2 {
  const state: Elbv2State = {
    host,
    ec2,
    certificates: createListenerCertificates(host.region, acm.namesOf, async () => {
      // Its modules take a third of a second to load, which a region without HTTPS does not need.
      const { openCertificateAuthority } = await import("../../certificates/certificate-authority.ts");
      return await openCertificateAuthority(host.certificateFolder);
    }),
    loadBalancers: new Map(),
    targetGroups: new Map(),
    listeners: new Map(),
  };
  return {
    ...service<Elbv2State>({
      model: {
        name: "elasticloadbalancing",
        protocols: ["query"],
        namespace: "com.amazonaws.elasticloadbalancingv2",
        target: "ElasticLoadBalancing_v10",
        version: "2015-12-01",
        xmlNamespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
        awsQueryCompatible: false,
      },
      state,
      operations: [
        describeListenerCertificates,
        describeListeners,
        describeLoadBalancerAttributes,
        describeLoadBalancers,
        describeSslPolicies,
        describeTags,
        describeRules,
        describeTargetGroupAttributes,
        describeTargetGroups,
        describeTargetHealth,
      ],
      resources: [
        loadBalancerResource,
        targetGroupResource,
        listenerResource,
        listenerRuleResource,
        listenerCertificateResource,
      ],
      async close() {
        await Promise.all([...state.loadBalancers.values()].map(({ balancer }) => balancer.close()));
        for (const { targetGroup } of state.targetGroups.values()) {
          targetGroup.close();
        }
      },
    }),
    loadBalancers: state.loadBalancers,
    targetGroups: state.targetGroups,
    listeners: state.listeners,
    targetGroup(arn) {
      const found = state.targetGroups.get(arn);
      if (found === undefined) {
        throw targetGroupNotFound();
      }
      return found.targetGroup;
    },
    usersOfCertificate(arn) {
      const users = [...state.listeners.values()]
        .filter(
          ({ properties, certificateArns }) =>
            properties.certificateArn === arn || certificateArns.includes(arn),
        )
        .map(({ properties }) => properties.loadBalancerArn);
      return [...new Set(users)];
    },
  };
}
