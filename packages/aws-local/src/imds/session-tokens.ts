import { randomBytes } from "node:crypto";
import type { Clock } from "@soft-landing/shared/clock";

/** The longest and the shortest life of a session token, in seconds (EC2 guide: 1 second to six hours). */
const ttlSeconds = { min: 1, max: 21_600 } as const;
/** `ec2-metadata-service` requests a new token for each read, so tokens pile up for six hours. */
const keptTokens = 10_000;

/** IMDSv2 session tokens of one instance. */
export interface SessionTokens {
  /**
   * A new token; undefined if the TTL is missing, not a whole number, or out of range (answered with 400).
   */
  issue(ttlHeader: string | undefined): { token: string; ttlSeconds: number } | undefined;
  isValid(token: string): boolean;
}

export function createSessionTokens(clock: Clock): SessionTokens {
  const expiryMsByToken = new Map<string, number>();

  function forgetSome(): void {
    const nowMs = clock.nowMs();
    for (const [token, expiryMs] of expiryMsByToken) {
      if (expiryMs <= nowMs) {
        expiryMsByToken.delete(token);
      }
    }
    for (const token of expiryMsByToken.keys()) {
      if (expiryMsByToken.size < keptTokens) {
        break;
      }
      expiryMsByToken.delete(token);
    }
  }

  return {
    issue(ttlHeader) {
      if (ttlHeader === undefined || !/^\d{1,5}$/.test(ttlHeader.trim())) {
        return undefined;
      }
      const ttl = Number(ttlHeader);
      if (ttl < ttlSeconds.min || ttl > ttlSeconds.max) {
        return undefined;
      }
      if (expiryMsByToken.size >= keptTokens) {
        forgetSome();
      }
      const token = `${randomBytes(40).toString("base64url")}==`;
      expiryMsByToken.set(token, clock.nowMs() + ttl * 1000);
      return { token, ttlSeconds: ttl };
    },
    isValid(token) {
      const expiryMs = expiryMsByToken.get(token);
      return expiryMs !== undefined && expiryMs > clock.nowMs();
    },
  };
}
