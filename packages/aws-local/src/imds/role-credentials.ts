import { randomBytes, randomInt } from "node:crypto";
import type { Clock } from "@soft-landing/shared/clock";
import type { Caller } from "../service.ts";

/** EC2's role credentials are valid for six hours and are replaced before they expire. */
const lifetimeMs = 6 * 60 * 60 * 1000;
/**
 * AWS promises new credentials at least five minutes before the old ones expire (EC2 guide, IAM roles). SDKs
 * ask again at that point or a little earlier, so the lab has them well before.
 */
const renewBeforeExpiryMs = 30 * 60 * 1000;

/** The document at `iam/security-credentials/<role>`; times are ISO 8601 without milliseconds. */
export interface CredentialsDocument {
  Code: "Success";
  LastUpdated: string;
  Type: "AWS-HMAC";
  AccessKeyId: string;
  SecretAccessKey: string;
  Token: string;
  Expiration: string;
}

/**
 * Credentials that the Region issues, so that a call shows which instance makes it. Any other access key
 * belongs to a user.
 */
export interface CallerDirectory {
  /** The instance that was given this access key, if it was given to one. */
  callerOf(accessKeyId: string): Caller | undefined;
  /** True for an instance's key that has expired: AWS refuses it. */
  hasExpired(accessKeyId: string): boolean;
}

/** Gives every instance its own role credentials and remembers which instance has which access key. */
export interface RoleCredentials extends CallerDirectory {
  /** The instance's current credentials, renewed when the old ones are about to expire. */
  credentialsOf(caller: Caller): CredentialsDocument;
  /** Forgets a terminated instance's keys. Calls with them then count as a user's. */
  revoke(instanceId: string): void;
}

export function createRoleCredentials(options: { clock: Clock }): RoleCredentials {
  const { clock } = options;
  const callersByKey = new Map<string, { caller: Caller; expiresMs: number }>();
  const currentByInstance = new Map<string, { document: CredentialsDocument; expiresMs: number }>();

  function issue(caller: Caller): CredentialsDocument {
    const issuedMs = clock.nowMs();
    const expiresMs = issuedMs + lifetimeMs;
    const document: CredentialsDocument = {
      Code: "Success",
      LastUpdated: isoSeconds(issuedMs),
      Type: "AWS-HMAC",
      AccessKeyId: temporaryAccessKeyId(),
      SecretAccessKey: randomBytes(30).toString("base64"),
      Token: randomBytes(192).toString("base64"),
      Expiration: isoSeconds(expiresMs),
    };
    callersByKey.set(document.AccessKeyId, { caller, expiresMs });
    currentByInstance.set(caller.instanceId, { document, expiresMs });
    return document;
  }

  return {
    credentialsOf(caller) {
      const current = currentByInstance.get(caller.instanceId);
      return current && current.expiresMs - clock.nowMs() > renewBeforeExpiryMs
        ? current.document
        : issue(caller);
    },
    revoke(instanceId) {
      currentByInstance.delete(instanceId);
      for (const [key, { caller }] of callersByKey) {
        if (caller.instanceId === instanceId) {
          callersByKey.delete(key);
        }
      }
    },
    callerOf(accessKeyId) {
      return callersByKey.get(accessKeyId)?.caller;
    },
    hasExpired(accessKeyId) {
      const known = callersByKey.get(accessKeyId);
      return known !== undefined && known.expiresMs <= clock.nowMs();
    },
  };
}

function isoSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** `ASIA` marks temporary credentials; 16 characters of base 32 follow. */
function temporaryAccessKeyId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return `ASIA${Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join("")}`;
}
