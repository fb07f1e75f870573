import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What a cookie of the load balancer binds a client to. */
export interface StickySession {
  targetGroupArn: string;
  /** Absent in the cookie of a rule, which binds only to the group. */
  targetId?: string;
}

/** `AWSALB` binds to a target, `AWSALBTG` to a target group. Each has a twin for cross-site requests. */
export type StickyCookieName = "AWSALB" | "AWSALBTG";

/**
 * How long a client keeps the cookies, whatever the duration of the stickiness (ALB user guide,
 * "Duration-based stickiness").
 */
const cookieLifeMs = 7 * 24 * 3600 * 1000;

/**
 * Writes and reads the cookies of one load balancer. Only it can read them: it has its own key, a new one
 * with every start.
 */
export class StickyCookies {
  readonly #key = randomBytes(32);
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The Set-Cookie headers for a session, names and values in turn. */
  headers(
    name: StickyCookieName,
    session: StickySession,
    durationSeconds: number,
    protocol: "http" | "https",
  ): string[] {
    const nowMs = this.#nowMs();
    const value = this.#sealed({ ...session, untilMs: nowMs + durationSeconds * 1000 });
    const common = `${value}; Expires=${new Date(nowMs + cookieLifeMs).toUTCString()}; Path=/`;
    const secure = protocol === "https" ? "; Secure" : "";
    return ["Set-Cookie", `${name}=${common}`, "Set-Cookie", `${name}CORS=${common}; SameSite=None${secure}`];
  }

  /**
   * The session that a request's Cookie header names. Undefined if there is none, if it has expired, or if it
   * belongs to another load balancer.
   */
  session(name: StickyCookieName, cookie: string | undefined): StickySession | undefined {
    const sealed = cookie && (cookieValue(cookie, name) ?? cookieValue(cookie, `${name}CORS`));
    const opened = sealed ? this.#opened(sealed) : undefined;
    return opened && opened.untilMs > this.#nowMs() ? opened : undefined;
  }

  #sealed(content: StickySession & { untilMs: number }): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce);
    const body = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
  }

  #opened(sealed: string): (StickySession & { untilMs: number }) | undefined {
    const bytes = Buffer.from(sealed, "base64");
    try {
      const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, nonceBytes));
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      const body = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
      return JSON.parse(body.toString("utf8"));
    } catch {
      return undefined;
    }
  }
}

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

function cookieValue(cookie: string, name: string): string | undefined {
  for (const pair of cookie.split(";")) {
    const equals = pair.indexOf("=");
    if (pair.slice(0, equals).trim() === name) {
      return pair.slice(equals + 1).trim();
    }
  }
  return undefined;
}
