import type { AnswerCounts } from "@soft-landing/shared/answer-kinds";
import {
  type LabSnapshot,
  type Second,
  type TargetGroupState,
  targetGroupsOf,
} from "@soft-landing/shared/lab-api";
import { countsOf } from "./answers.ts";

/** How far back a share is measured: long enough that chance moves it little. */
export const shareSeconds = 30;

/** What one target group of a listener got. Its weight says what it is meant to get. */
export interface Share {
  group: TargetGroupState;
  /** 0 to 1: its part of the requests; undefined if there were none. */
  measured: number | undefined;
  requests: number;
  /** What users got from its build; undefined where another group has servers of the same build. */
  counts: AnswerCounts | undefined;
}

/** The shares of the target groups, over the last {@link shareSeconds}. */
export function sharesOf(lab: LabSnapshot, seconds: readonly Second[]): Share[] {
  const groups = targetGroupsOf(lab);
  const newest = seconds.at(-1)?.second ?? 0;
  const recent = seconds.filter(({ second }) => second > newest - shareSeconds);
  const requestsOf = ({ arn }: TargetGroupState) => sum(recent, (one) => one.requestsByTargetGroup[arn] ?? 0);
  const allRequests = sum(groups, requestsOf);
  return groups.map((group) => {
    const requests = requestsOf(group);
    const isAlone = groups.every(({ arn, build }) => arn === group.arn || build !== group.build);
    return {
      group,
      measured: allRequests === 0 ? undefined : requests / allRequests,
      requests,
      counts: isAlone ? countsOf(recent.map((second) => ofBuild(second, group.build))) : undefined,
    };
  });
}

/** A second with the answers of one build alone. */
export function ofBuild(second: Second, build: string): Second {
  return { ...second, answers: second.answers.filter((one) => one.build === build) };
}

function sum<One>(all: readonly One[], of: (one: One) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
