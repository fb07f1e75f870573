import {
  DescribeSSLPolicies$,
  type DescribeSSLPoliciesInput,
  type DescribeSSLPoliciesOutput,
  type SslPolicy,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { securityPolicies, securityPolicy, tls13Ciphers } from "../../load-balancer/tls/security-policies.ts";
import type { Operation } from "../../service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import type { Elbv2State } from "./elbv2.ts";
import { invalidMarker, mostPerPage, sslPolicyNotFound } from "./errors.ts";

/** The supported security policies for HTTPS listeners. */
export const describeSslPolicies: Operation<Elbv2State, DescribeSSLPoliciesInput, DescribeSSLPoliciesOutput> =
  {
    schema: DescribeSSLPolicies$,
    honours: { LoadBalancerType: ["application"], Marker: true, Names: true, PageSize: true },
    handle({ Names = [], PageSize, Marker }) {
      checkConstraints({ PageSize }, { PageSize: { min: 1, max: mostPerPage } });
      const known = securityPolicies();
      if (Names.some((name) => !known.includes(name))) {
        throw sslPolicyNotFound("One or more SSL policies not found");
      }
      const wanted = known.filter((name) => Names.length === 0 || Names.includes(name));
      const page = pageOf(wanted, PageSize ?? mostPerPage, Marker, invalidMarker);
      return { SslPolicies: page.items.map(policyShape), NextMarker: page.nextToken };
    },
  };

const versions = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

function policyShape(name: string): SslPolicy {
  const { minVersion, maxVersion, ciphers } = securityPolicy(name);
  const all = [...(maxVersion === "TLSv1.3" ? tls13Ciphers : []), ...ciphers];
  return {
    Name: name,
    SslProtocols: versions.slice(versions.indexOf(minVersion), versions.indexOf(maxVersion) + 1),
    Ciphers: all.map((cipher, index) => ({ Name: cipher, Priority: index + 1 })),
    SupportedLoadBalancerTypes: ["application"],
  };
}
