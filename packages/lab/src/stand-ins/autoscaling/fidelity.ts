import type { StandInFidelity } from "../../conformance/fidelity-row.ts";

const area = "Auto Scaling API";
const file = "stand-ins/autoscaling/autoscaling.test.ts";

/** What the tests prove of Auto Scaling API in the lab, and what is left out. */
export const autoScalingApiFidelity: StandInFidelity = {
  rows: [
    {
      id: "autoscaling.groups",
      area,
      behaviour: "The group with its sizes, health check and living instances.",
      fact: "DescribeAutoScalingGroups.",
      source: "EC2 Auto Scaling API Reference, AutoScalingGroup",
      test: { file, name: "describes the group with its living instances" },
    },
    {
      id: "autoscaling.unknown-group",
      area,
      behaviour: "A name that no group has is left out without an error.",
      fact: "The answer holds the groups that exist.",
      source: "EC2 Auto Scaling API Reference, DescribeAutoScalingGroups",
      test: { file, name: "leaves out a group that it does not know, without an error" },
    },
    {
      id: "autoscaling.filters",
      area,
      behaviour: "Groups are filtered by their tags.",
      fact: "Filters: tag-key, tag-value, tag:<key>.",
      source: "EC2 Auto Scaling API Reference, Filter",
      test: { file, name: "filters groups by their tags" },
    },
    {
      id: "autoscaling.paging",
      area,
      behaviour: "Instances come in pages of at most fifty; a token that no page gave is InvalidNextToken.",
      fact: "MaxRecords, NextToken.",
      source: "EC2 Auto Scaling API Reference, DescribeAutoScalingInstances",
      test: { file, name: "pages instances, and refuses a token that no page has given" },
    },
    {
      id: "autoscaling.instances",
      area,
      behaviour: "DescribeAutoScalingInstances gives the health in capitals.",
      fact: "HealthStatus: HEALTHY, UNHEALTHY.",
      source: "EC2 Auto Scaling API Reference, AutoScalingInstanceDetails",
      test: { file, name: "gives an instance's health in capitals where it is asked for instances" },
    },
    {
      id: "autoscaling.activities",
      area,
      behaviour: "Activities come newest first, in pages.",
      fact: "The order is by start time, descending.",
      source: "EC2 Auto Scaling API Reference, DescribeScalingActivities",
      test: { file, name: "tells the activities newest first, page by page" },
    },
    {
      id: "autoscaling.unknown-activities",
      area,
      behaviour: "The activities of an unknown group are a ValidationError.",
      fact: "Common errors.",
      source: "EC2 Auto Scaling API Reference, DescribeScalingActivities",
      test: { file, name: "refuses the activities of a group that it does not know" },
    },
  ],
  notImitated: [
    {
      area,
      what: "Every call that changes something",
      why: "The group is changed by the program, and its instances by the verbs kill, freeze and zone-down.",
    },
    {
      area,
      what: "The old group while a release is carried out",
      why: "The calls show the group that serves; the console shows the deployment.",
    },
  ],
};
