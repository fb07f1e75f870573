import { randomUUID } from "node:crypto";
import type { Clock } from "@soft-landing/shared/clock";
import type { ActivityWording } from "./activity-wording.ts";
import type { Activity } from "./contract.ts";

/** What an Auto Scaling group has done, newest first. */
export interface ActivityHistory {
  begin(wording: ActivityWording): Activity;
  end(activity: Activity, statusCode: "Successful" | "Failed", statusMessage?: string): void;
  /** Copies. */
  activities(): Activity[];
}

const keptActivities = 100;

export function createActivityHistory(clock: Clock): ActivityHistory {
  const activities: Activity[] = [];
  return {
    begin({ description, cause }) {
      const activity: Activity = {
        activityId: randomUUID(),
        description,
        cause,
        statusCode: "InProgress",
        startTime: new Date(clock.nowMs()),
      };
      activities.unshift(activity);
      activities.splice(keptActivities);
      return activity;
    },
    end(activity, statusCode, statusMessage) {
      activity.statusCode = statusCode;
      activity.endTime = new Date(clock.nowMs());
      if (statusMessage !== undefined) {
        activity.statusMessage = statusMessage;
      }
    },
    activities: () => activities.map((activity) => ({ ...activity })),
  };
}
