import {
  type ActivitiesType,
  type Activity as ActivityShape,
  DescribeScalingActivities$,
  type DescribeScalingActivitiesType,
} from "@aws-sdk/client-auto-scaling";
import type { Activity, Group } from "../../fleet/contract.ts";
import type { Operation } from "../../service.ts";
import { AwsError } from "../../wire/aws-error.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import { pageOf } from "../../wire/page.ts";
import type { AutoScalingState } from "./autoscaling.ts";
import { invalidNextToken } from "./invalid-next-token.ts";

const mostPerPage = 100;

/** The group's history, newest first. */
export const describeScalingActivities: Operation<
  AutoScalingState,
  DescribeScalingActivitiesType,
  ActivitiesType
> = {
  schema: DescribeScalingActivities$,
  honours: { ActivityIds: true, AutoScalingGroupName: true, MaxRecords: true, NextToken: true },
  handle({ ActivityIds = [], AutoScalingGroupName, MaxRecords, NextToken }, { groups }) {
    checkConstraints({ MaxRecords }, { MaxRecords: { min: 1, max: mostPerPage } });
    if (AutoScalingGroupName !== undefined && !groups.has(AutoScalingGroupName)) {
      throw new AwsError(
        "ValidationException",
        `AutoScalingGroup name not found - AutoScalingGroup '${AutoScalingGroupName}' not found`,
      );
    }
    const activities = [...groups.values()]
      .map(({ running }) => running.describe())
      .filter(({ name }) => AutoScalingGroupName === undefined || name === AutoScalingGroupName)
      .flatMap((group) => group.activities.map((activity) => ({ ...activity, group })))
      .filter(({ activityId }) => ActivityIds.length === 0 || ActivityIds.includes(activityId))
      .toSorted((a, b) => b.startTime.getTime() - a.startTime.getTime());
    const page = pageOf(activities, MaxRecords ?? mostPerPage, NextToken, invalidNextToken);
    return {
      Activities: page.items.map((activity) => activityShape(activity, activity.group)),
      NextToken: page.nextToken,
    };
  },
};

function activityShape(activity: Activity, group: Group): ActivityShape {
  return {
    ActivityId: activity.activityId,
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    Description: activity.description,
    Cause: activity.cause,
    StartTime: activity.startTime,
    ...(activity.endTime && { EndTime: activity.endTime }),
    StatusCode: activity.statusCode,
    ...(activity.statusMessage !== undefined && { StatusMessage: activity.statusMessage }),
    Progress: activity.statusCode === "InProgress" ? 50 : 100,
    Details: "{}",
  };
}
