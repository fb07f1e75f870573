import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StickyCookies } from "../../../src/load-balancer/routing/sticky-cookies.ts";

const session = { targetGroupArn: "arn:group", targetId: "i-0" };
const epochMs = Date.UTC(2026, 0, 1);

/** What a browser would send back for these Set-Cookie headers. */
function sentBack(headers: string[]): string[] {
  return headers.filter((_, i) => i % 2 === 1).map((value) => value.split(";")[0] ?? "");
}

describe("cookies of sticky sessions, as on AWS", () => {
  test("are two, with an Expires of seven days; the second is for requests from other sites", () => {
    const cookies = new StickyCookies(() => epochMs);
    const inClear = cookies.headers("AWSALB", session, 60, "http");
    const value = "[A-Za-z0-9+/=]+";
    const expires = "Expires=Thu, 08 Jan 2026 00:00:00 GMT; Path=/";
    expect(inClear).toEqual([
      "Set-Cookie",
      expect.stringMatching(new RegExp(`^AWSALB=${value}; ${expires}$`)),
      "Set-Cookie",
      expect.stringMatching(new RegExp(`^AWSALBCORS=${value}; ${expires}; SameSite=None$`)),
    ]);
    expect(cookies.headers("AWSALBTG", session, 60, "https")[3]).toMatch(
      /^AWSALBTGCORS=.*; SameSite=None; Secure$/,
    );
  });

  test("each of the two identifies the session", () => {
    const cookies = new StickyCookies(() => epochMs);
    for (const cookie of sentBack(cookies.headers("AWSALB", session, 60, "http"))) {
      expect(cookies.session("AWSALB", `a=b; ${cookie}; c=d`)).toMatchObject(session);
      expect(cookies.session("AWSALBTG", cookie)).toBeUndefined();
    }
  });

  test("the session ends after its duration, whatever the cookie's Expires", () => {
    let nowMs = epochMs;
    const cookies = new StickyCookies(() => nowMs);
    const [cookie] = sentBack(cookies.headers("AWSALB", session, 60, "http"));
    nowMs += 59_999;
    expect(cookies.session("AWSALB", cookie)).toMatchObject(session);
    nowMs += 1;
    expect(cookies.session("AWSALB", cookie)).toBeUndefined();
  });

  test("only the load balancer can read or make a cookie, and no two are equal", () => {
    const cookies = new StickyCookies(() => epochMs);
    const [one = "", two] = [1, 2].map(() => sentBack(cookies.headers("AWSALB", session, 60, "http"))[0]);
    expect(one).not.toBe(two);
    expect(Buffer.from(one, "base64").toString("latin1")).not.toContain("i-0");
    expect(new StickyCookies(() => epochMs).session("AWSALB", one)).toBeUndefined();
  });
});

test("cookies are found by their full name, with spaces around", () => {
  const cookies = new StickyCookies(() => epochMs);
  const [cookie = ""] = sentBack(cookies.headers("AWSALB", session, 60, "http"));
  expect(cookies.session("AWSALB", `XAWSALB=1;AWSALBX=2; ${cookie.replace("=", " = ")}`)).toMatchObject(
    session,
  );
  expect(cookies.session("AWSALB", `X${cookie}`)).toBeUndefined();
  expect(cookies.session("AWSALB", `${cookie.replace("AWSALB", "AWSALBX")}`)).toBeUndefined();
});

test("the cookie of a rule binds to the group alone", () => {
  const cookies = new StickyCookies(() => epochMs);
  const [cookie] = sentBack(cookies.headers("AWSALBTG", { targetGroupArn: "arn:group" }, 60, "http"));
  expect(cookies.session("AWSALBTG", cookie)).toEqual({
    targetGroupArn: "arn:group",
    untilMs: epochMs + 60_000,
  });
});

test("a cookie that is changed, cut or invented identifies no session", () => {
  const cookies = new StickyCookies(() => epochMs);
  const [whole = ""] = sentBack(cookies.headers("AWSALB", session, 60, "http"));
  const value = whole.slice("AWSALB=".length).replace(/=+$/, "");
  fc.assert(
    fc.property(fc.nat(value.length - 1), fc.base64String(), (at, other) => {
      const changed = `${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`;
      // The last character also holds bits that nobody reads.
      if (at < value.length - 1) {
        expect(cookies.session("AWSALB", `AWSALB=${changed}`)).toBeUndefined();
      }
      expect(cookies.session("AWSALB", `AWSALB=${value.slice(0, at)}`)).toBeUndefined();
      expect(cookies.session("AWSALB", `AWSALB=${other}`)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
  expect(cookies.session("AWSALB", undefined)).toBeUndefined();
  expect(cookies.session("AWSALB", "AWSALB")).toBeUndefined();
});
