import type { Clock } from "@soft-landing/shared/clock";
import { AwsError } from "../../wire/aws-error.ts";

/** Calls per second that GetParameter, GetParameters and GetParametersByPath share in an account and Region (AWS General Reference, Systems Manager quotas). */
const readsPerSecond = 40;

/** The shared limit on reads of the standard throughput setting. */
export interface ReadThroughput {
  /** False with the setting for higher throughput, whose limit a lab never reaches. */
  limited: boolean;
  /** @throws AwsError ThrottlingException if the limit is reached */
  spend(): void;
}

/** A token bucket with the reads of one second. Without a limit, it lets everything through. */
export function createReadThroughput(clock: Clock, limited: boolean): ReadThroughput {
  let tokens = readsPerSecond;
  let filledMs = clock.nowMs();
  return {
    limited,
    spend() {
      if (!this.limited) {
        return;
      }
      const nowMs = clock.nowMs();
      tokens = Math.min(readsPerSecond, tokens + ((nowMs - filledMs) / 1000) * readsPerSecond);
      filledMs = nowMs;
      if (tokens < 1) {
        throw new AwsError("ThrottlingException", "Rate exceeded");
      }
      tokens -= 1;
    },
  };
}
