import type { StandInFidelity } from "../../conformance/fidelity-row.ts";

const area = "Elastic Load Balancing API";
const file = "stand-ins/elbv2/elbv2.test.ts";

/** What the tests prove of Elastic Load Balancing API in the lab, and what is left out. */
export const loadBalancingApiFidelity: StandInFidelity = {
  rows: [
    {
      id: "elbv2.load-balancers",
      area,
      behaviour: "The load balancer with its zones, DNS name and state.",
      fact: "DescribeLoadBalancers.",
      source: "Elastic Load Balancing API Reference, DescribeLoadBalancers",
      test: { file, name: "describes the load balancer" },
    },
    {
      id: "elbv2.target-groups",
      area,
      behaviour: "The target group with all six settings of its health check.",
      fact: "DescribeTargetGroups.",
      source: "Elastic Load Balancing API Reference, DescribeTargetGroups",
      test: { file, name: "describes the target group with its health check" },
    },
    {
      id: "elbv2.target-health",
      area,
      behaviour: "A healthy target has neither reason nor description; all others have both.",
      fact: "TargetHealth gives no reason for a healthy target.",
      source: "Elastic Load Balancing API Reference, TargetHealth",
      test: { file, name: "gives a healthy target neither reason nor description, and the others theirs" },
    },
    {
      id: "elbv2.anomaly",
      area,
      behaviour: "Anomaly detection is in the answer for those who include it.",
      fact: "Include: AnomalyDetection.",
      source: "Elastic Load Balancing API Reference, DescribeTargetHealth",
      test: { file, name: "shows anomaly detection only to those who ask for it" },
    },
    {
      id: "elbv2.not-registered",
      area,
      behaviour: "A target that was asked for and is not registered is unused, Target.NotRegistered.",
      fact: "Reason codes of the state unused.",
      source: "Elastic Load Balancing API Reference, TargetHealth",
      test: { file, name: "calls a target that is not registered unused" },
    },
    {
      id: "elbv2.not-found",
      area,
      behaviour: "What does not exist is LoadBalancerNotFound or TargetGroupNotFound.",
      fact: "Errors.",
      source: "Elastic Load Balancing API Reference, DescribeTargetHealth",
      test: { file, name: "knows no other target group and no other load balancer" },
    },
    {
      id: "elbv2.marker",
      area,
      behaviour: "A marker that no page gave is ValidationError.",
      fact: "Marker, PageSize.",
      source: "Elastic Load Balancing API Reference, DescribeTargetGroups",
      test: { file, name: "refuses a marker that no page has given" },
    },
    {
      id: "elbv2.malformed-arn",
      area,
      behaviour: "What is no ARN is ValidationError.",
      fact: "Common errors.",
      source: "Elastic Load Balancing API Reference, Common Errors",
      test: { file, name: "refuses what is no ARN with ValidationError" },
    },
    {
      id: "elbv2.listeners",
      area,
      behaviour: "The listener with its default action.",
      fact: "DescribeListeners.",
      source: "Elastic Load Balancing API Reference, DescribeListeners",
      test: { file, name: "lists the listener with its action" },
    },
    {
      id: "elbv2.attributes",
      area,
      behaviour: "The attributes by which load balancer and target group act, all as strings.",
      fact: "DescribeTargetGroupAttributes, DescribeLoadBalancerAttributes.",
      source: "Elastic Load Balancing API Reference, TargetGroupAttribute",
      test: { file, name: "names the attributes that the data plane acts by" },
    },
    {
      id: "elbv2.cli",
      area,
      behaviour: "The AWS CLI, unmodified, prints all of it.",
      fact: "Query protocol, version 2015-12-01.",
      source: "botocore’s service model",
      test: {
        file: "stand-ins/aws-endpoint/aws-cli.system.ts",
        name: "describes balancer, target group, listener and target health",
      },
    },
  ],
  notImitated: [
    {
      area,
      what: "Every call that changes something",
      why: "The lab is changed as the stack is: by the program. Anything else would leave the graph behind.",
    },
    {
      area,
      what: "AdministrativeOverride (zonal shift)",
      why: "The lab has one load balancer node for all zones, so that nothing could be shifted.",
    },
  ],
};
