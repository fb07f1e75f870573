import { UserMistake } from "@soft-landing/shared/user-mistake";
import { compareGraphs, type GraphDifference } from "@soft-landing/stack-graph/graph-difference";
import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";

/** What has to happen for a running lab to follow from one graph to the next. */
export type LabUpdate =
  /** Nothing that the lab plays differs. */
  | { kind: "nothing" }
  /** A new group comes up beside the old one and takes over. */
  | { kind: "release" };

/** What makes a release: a change of these brings new instances. */
const releaseTypes = [
  "aws:autoscaling/group:Group",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
];

/** What the lab builds once, when it starts. */
const standingTypes = [
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:lb/targetGroup:TargetGroup",
  "aws:lb/listener:Listener",
  "aws:dynamodb/table:Table",
  "aws:dynamodb/tableItem:TableItem",
  "aws:ssm/parameter:Parameter",
  "awsx:ec2:Vpc",
];

/** @throws UserMistake where something changed that a running lab cannot follow */
export function planUpdate(before: ResourceGraph, after: ResourceGraph): LabUpdate {
  const difference = compareGraphs(before, after);
  const standing = describe(difference, standingTypes);
  if (standing.length > 0) {
    throw new UserMistake(
      `More than the release changed: ${standing.join("; ")}.`,
      "Start the lab anew to take this over: `pnpm lab down`, then `pnpm lab`.",
    );
  }
  return describe(difference, releaseTypes).length > 0 ? { kind: "release" } : { kind: "nothing" };
}

function describe({ created, deleted, updated }: GraphDifference, types: readonly string[]): string[] {
  const concerns = ({ type }: { type: string }) => types.includes(type);
  return [
    ...created.filter(concerns).map(({ name, type }) => `${type} ${name} is new`),
    ...deleted.filter(concerns).map(({ name, type }) => `${type} ${name} is gone`),
    ...updated
      .filter(({ resource }) => concerns(resource))
      .map(
        ({ resource, properties }) =>
          `${resource.type} ${resource.name} has another ${properties.join(", ")}`,
      ),
  ];
}
