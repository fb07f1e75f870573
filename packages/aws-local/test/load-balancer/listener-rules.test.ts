import { describe, expect, onTestFinished, test } from "vitest";
import type {
  Action,
  ForwardAction,
  ListenerRule,
  TargetGroup,
  TargetGroupSettings,
} from "../../src/load-balancer/contract.ts";
import { createTargetGroup } from "../../src/load-balancer/target-group/target-group.ts";
import { type ManualClock, manualClock } from "../manual-clock.ts";
import { turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, bytesThenFin, RawTarget, type Reaction, silence } from "./raw-target.ts";
import { codeCounts, defaultTargetGroup, type Rig, startRig, startRigWithTarget } from "./rig.ts";

const get = (path = "/", headers = "") => `GET ${path} HTTP/1.1\r\nHost: WEB\r\n${headers}\r\n`;
const onPath = (path: string, action: Action, priority = 1): ListenerRule => ({
  priority,
  conditions: [{ field: "path-pattern", values: [path] }],
  action,
});
const forward = (targetGroup: TargetGroup): Action => ({
  type: "forward",
  targetGroups: [{ targetGroup, weight: 1 }],
});

describe("listener rules, as on AWS", () => {
  test("send each request to the first rule that matches, otherwise to the default action", async () => {
    const { rig, target, clock } = await startWithTarget(answer("default"));
    const images = await startGroup("images", clock, answer("image"));
    rules(rig, [onPath("/img/*", forward(images.targetGroup))]);
    await untilHealthy(images.targetGroup, clock);
    expect(await ask(rig, get("/img/a"))).toMatch(/image$/);
    expect(await ask(rig, get("/page"))).toMatch(/default$/);
    expect([target.requestLines, images.target.requestLines]).toEqual([
      ["GET /page HTTP/1.1"],
      ["GET /img/a HTTP/1.1"],
    ]);
    const of = ({ settings }: TargetGroup) => ({ TargetGroup: settings.arnSuffix });
    expect(rig.sum("RequestCount", of(images.targetGroup))).toBe(1);
    expect(rig.sum("RequestCount")).toBe(2);
  });

  test("counts the evaluated rules, without the default rule", async () => {
    const { rig } = await startWithTarget(answer("hi"));
    const toDefault = forward(rig.targetGroup);
    rules(rig, [onPath("/a", toDefault, 1), onPath("/b", toDefault, 2), onPath("/c", toDefault, 3)]);
    await ask(rig, get("/b"));
    expect(rig.sum("RuleEvaluations")).toBe(2);
    await ask(rig, get("/other"));
    expect(rig.sum("RuleEvaluations")).toBe(5);
  });

  test("change while requests run: each request ends at the target that it was sent to", async () => {
    const { rig, target } = await startWithTarget(silence);
    rules(rig, [onPath("/old", forward(rig.targetGroup))]);
    const client = await RawClient.send(rig.port, get("/old"));
    await target.until(() => target.requestLines.length === 1);
    rules(rig, [onPath("/old", { type: "fixed-response", statusCode: 404 })]);
    expect(statusesIn(await ask(rig, get("/old"), /\r\n\r\n/))).toEqual([404]);
    answer("finished")(target.socketOfLastRequest(), "");
    await client.until(/finished$/);
    client.close();
  });

  test("a change that AWS would refuse does not change the rules", async () => {
    const { rig } = await startWithTarget(answer("hi"));
    rules(rig, [onPath("/a", { type: "fixed-response", statusCode: 404 })]);
    expect(() => rules(rig, [onPath("/a", { type: "fixed-response", statusCode: 302 })])).toThrow(RangeError);
    expect(statusesIn(await ask(rig, get("/a"), /\r\n\r\n/))).toEqual([404]);
    const again = rig.loadBalancer.listen(
      { ...rig.listenerSettings, rules: [onPath("", forward(rig.targetGroup))] },
      0,
    );
    await expect(again).rejects.toThrow(RangeError);
  });
});

describe("redirects, as on AWS", () => {
  const toNew: Action = { type: "redirect", statusCode: "HTTP_301", path: "/new/#{path}" };

  test("answer with Location, an HTML page of six lines, and the load balancer's headers in order", async () => {
    const { rig, target } = await startWithTarget();
    rules(rig, [onPath("/old/*", toNew)]);
    const received = await ask(rig, get("/old/page?a=b"), /<\/html>\r\n$/);
    const [head = "", body = ""] = received.split("\r\n\r\n");
    expect(head.split("\r\n").map((line) => line.split(":")[0])).toEqual([
      "HTTP/1.1 301 Moved Permanently",
      "Server",
      "Date",
      "Content-Type",
      "Content-Length",
      "Connection",
      "Location",
    ]);
    expect(head).toContain(`\r\nLocation: http://web:${rig.port}/new/old/page?a=b`);
    expect(head).toMatch(/Server: awselb\/2\.0\r\n.*Content-Length: 134\r\nConnection: keep-alive/s);
    expect(body).toContain("<center><h1>301 Moved Permanently</h1></center>\r\n");
    expect(target.requestLines).toEqual([]);
  });

  test("are counted as redirects and as the load balancer's 3XX, and not as requests", async () => {
    const { rig } = await startWithTarget();
    rules(rig, [onPath("/old", { ...toNew, statusCode: "HTTP_302" })]);
    expect(await ask(rig, get("/old"))).toMatch(/^HTTP\/1\.1 302 Found\r\n/);
    expect(codeCounts(rig)).toEqual({ HTTPCode_ELB_3XX_Count: 1 });
    expect(rig.sum("HTTP_Redirect_Count")).toBe(1);
    expect(rig.sum("RequestCount")).toBeUndefined();
  });

  test("to the port of another listener lead to the local port where it listens", async () => {
    const { rig } = await startWithTarget(answer("hi"));
    const other = await rig.loadBalancer.listen({ ...rig.listenerSettings, arn: "other", port: 8443 }, 0);
    rig.listener.update({
      ...rig.listenerSettings,
      defaultAction: { type: "redirect", statusCode: "HTTP_301", port: "8443" },
    });
    expect(await ask(rig, get("/a"))).toContain(`\r\nLocation: http://web:${other.localPort}/a\r\n`);
  });

  test("with a Location over 8 K are not completed, and counted separately", async () => {
    const { rig } = await startWithTarget();
    rules(rig, [onPath("/*", toNew)]);
    const received = await ask(rig, get(`/${"x".repeat(9_000)}`), /<\/html>\r\n$/);
    expect(statusesIn(received)).toEqual([500]);
    expect(rig.sum("HTTP_Redirect_Url_Limit_Exceeded_Count")).toBe(1);
    expect(rig.sum("HTTP_Redirect_Count")).toBeUndefined();
  });
});

describe("fixed responses, as on AWS", () => {
  test("answer with status, type and text, and are counted separately", async () => {
    const { rig, target } = await startWithTarget();
    rules(rig, [
      onPath("/ok", { type: "fixed-response", statusCode: 200, messageBody: "gr\u00fc\u00df" }, 1),
      onPath(
        "/down",
        { type: "fixed-response", statusCode: 503, contentType: "application/json", messageBody: "{}" },
        2,
      ),
    ]);
    const ok = await ask(rig, get("/ok"), /\r\n\r\n.{6}$/s);
    expect(ok).toMatch(/^HTTP\/1\.1 200 OK\r\nServer: awselb\/2\.0\r\n/);
    expect(ok).toContain("\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 6\r\n");
    expect(Buffer.from(ok.slice(-6), "latin1").toString("utf8")).toBe("gr\u00fc\u00df");
    expect(codeCounts(rig)).toEqual({});
    const down = await ask(rig, get("/down"), /\{\}$/);
    expect(down).toMatch(
      /^HTTP\/1\.1 503 Service Unavailable\r\n.*Content-Type: application\/json; charset=utf-8\r\n/s,
    );
    expect(codeCounts(rig)).toEqual({ HTTPCode_ELB_5XX_Count: 1, HTTPCode_ELB_503_Count: 1 });
    expect(rig.sum("HTTP_Fixed_Response_Count")).toBe(2);
    expect(target.requestLines).toEqual([]);
    expect(rig.answers).toMatchObject([
      { statusCode: 200, origin: "elb", complete: true },
      { statusCode: 503, origin: "elb", complete: true },
    ]);
  });

  test("have the length but no text for HEAD, and end the connection of a WebSocket handshake", async () => {
    const { rig } = await startWithTarget();
    rules(rig, [onPath("/*", { type: "fixed-response", statusCode: 404, messageBody: "none" })]);
    const received = await ask(rig, "HEAD / HTTP/1.1\r\nHost: web\r\n\r\n", /\r\n\r\n/);
    expect(received).toMatch(/Content-Length: 4\r\n.*\r\n\r\n$/s);
    const client = await RawClient.send(rig.port, get("/", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 404 Not Found\r\n.*\r\n\r\nnone$/s);
  });
});

describe("weighted target groups, as on AWS", () => {
  test("share requests by their weights", async () => {
    let drawn = 0;
    const clock = manualClock();
    const rig = await startRig({ clock, extra: { random: () => (drawn++ * 0.618034) % 1 } });
    const blue = await startGroup("blue", clock, answer("blue"));
    const green = await startGroup("green", clock, answer("green"));
    const off = await startGroup("off", clock, answer("off"));
    weigh(rig, { targetGroups: [weighted(blue, 10), weighted(green, 20), weighted(off, 0)] });
    for (const { targetGroup } of [blue, green, off]) {
      await untilHealthy(targetGroup, clock);
    }
    for (let i = 0; i < 60; i++) {
      await ask(rig, get());
    }
    const served = [blue, green, off].map(({ target }) => target.requestLines.length);
    expect(served[2]).toBe(0);
    expect(served[0]).toBeGreaterThanOrEqual(18);
    expect(served[0]).toBeLessThanOrEqual(22);
  });

  test("do not replace each other: 503 if the chosen one has no target", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock });
    const blue = await startGroup("blue", clock, answer("blue"));
    const empty = createTargetGroup({ settings: settingsOf("empty"), clock });
    onTestFinished(() => empty.close());
    weigh(rig, { targetGroups: [weighted(blue, 0), { targetGroup: empty, weight: 1 }] });
    await untilHealthy(blue.targetGroup, clock);
    expect(statusesIn(await ask(rig, get()))).toEqual([503]);
    expect(rig.answers).toMatchObject([{ targetGroupArn: empty.settings.arn, statusCode: 503 }]);
  });

  test("lose no request while weights change", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock });
    const blue = await startGroup("blue", clock, answer("blue"));
    const green = await startGroup("green", clock, answer("green"));
    weigh(rig, { targetGroups: [weighted(blue, 1), weighted(green, 0)] });
    await untilHealthy(blue.targetGroup, clock);
    await untilHealthy(green.targetGroup, clock);
    const statuses: number[] = [];
    for (let round = 0; round <= 10; round++) {
      const asked = Array.from({ length: 10 }, () => ask(rig, get()));
      weigh(rig, { targetGroups: [weighted(blue, 10 - round), weighted(green, round)] });
      statuses.push(...(await Promise.all(asked)).flatMap(statusesIn));
    }
    expect(statuses).toEqual(Array(110).fill(200));
    expect(green.target.requestLines.length).toBeGreaterThan(10);
    expect(blue.targetGroup.describeTargets()).toMatchObject([{ health: { state: "healthy" }, inFlight: 0 }]);
  });

  test("with group stickiness keep a client with its cookie's group, even when the weight has become 0", async () => {
    const clock = manualClock();
    const rig = await startRig({ clock });
    const blue = await startGroup("blue", clock, answer("blue"));
    const green = await startGroup("green", clock, answer("green"));
    const stickiness = { durationSeconds: 60 };
    weigh(rig, { targetGroups: [weighted(blue, 1), weighted(green, 0)], stickiness });
    await untilHealthy(blue.targetGroup, clock);
    await untilHealthy(green.targetGroup, clock);
    const first = await ask(rig, get());
    expect(first).toMatch(/\r\nSet-Cookie: AWSALBTG=.*\r\nSet-Cookie: AWSALBTGCORS=.*; SameSite=None\r\n/);
    const cookie = /AWSALBTG=[^;]+/.exec(first)?.[0];
    weigh(rig, { targetGroups: [weighted(blue, 0), weighted(green, 1)], stickiness });
    expect(await ask(rig, get("/", `Cookie: a=b; ${cookie}\r\n`))).toMatch(/blue$/);
    expect(await ask(rig, get())).toMatch(/green$/);
    clock.advance(61_000);
    expect(await ask(rig, get("/", `Cookie: ${cookie}\r\n`))).toMatch(/green$/);
  });
});

describe("sticky sessions, as on AWS", () => {
  const sticky = { targetGroup: { stickiness: { durationSeconds: 60 } } };

  test("send a client with the cookie to its target, and set the cookie again with each response", async () => {
    const { rig, targets } = await startSticky();
    const cookies = new Set<string>();
    let cookie = cookieIn(await ask(rig, get()));
    const served = () => targets.map(({ requestLines }) => requestLines.length);
    const own = served().indexOf(1);
    for (let i = 0; i < 5; i++) {
      cookies.add(cookie);
      cookie = cookieIn(await ask(rig, get("/", `Cookie: ${cookie}\r\n`)));
    }
    expect(served()[own]).toBe(6);
    expect(cookies.size).toBe(5);
    expect(rig.sum("NonStickyRequestCount")).toBe(1);
  });

  test("choose again if the cookie's target is gone, unhealthy or unknown, or the session has expired", async () => {
    const { rig, clock } = await startSticky();
    const cookie = cookieIn(await ask(rig, get()));
    expect(rig.sum("NonStickyRequestCount")).toBe(1);
    await ask(rig, get("/", "Cookie: AWSALB=made+up==\r\n"));
    expect(rig.sum("NonStickyRequestCount")).toBe(2);
    await rig.targetGroup.deregister(rig.answers[0]?.targetId ?? "");
    const moved = await ask(rig, get("/", `Cookie: ${cookie}\r\n`));
    expect(statusesIn(moved)).toEqual([200]);
    expect(rig.answers.at(-1)?.targetId).not.toBe(rig.answers[0]?.targetId);
    expect(rig.sum("NonStickyRequestCount")).toBe(3);
    clock.advance(61_000);
    await ask(rig, get("/", `Cookie: ${cookieIn(moved)}\r\n`));
    expect(rig.sum("NonStickyRequestCount")).toBe(4);
  });

  test("set the cookie on the target's errors too, but not on the load balancer's own pages", async () => {
    const busy = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";
    const { rig, target } = await startRigWithTarget((socket) => socket.write(busy), {
      clock: manualClock(),
      ...sticky,
    });
    expect(await ask(rig, get(), /busy$/)).toMatch(/\r\nSet-Cookie: AWSALB=/);
    target.react = bytesThenFin("");
    expect(await ask(rig, get(), /<\/html>/)).not.toContain("Set-Cookie");
  });

  async function startSticky() {
    const clock = manualClock();
    const rig = await startRig({ clock, ...sticky });
    const targets = await Promise.all([1, 2, 3].map(() => RawTarget.start(answer("hi"))));
    onTestFinished(() => Promise.all(targets.map((target) => target.close())).then(() => {}));
    await rig.registerHealthy(...targets.map((target, i) => target.as(`i-${i}`)));
    return { rig, targets, clock };
  }

  function cookieIn(received: string): string {
    return /AWSALB=[^;]+/.exec(received)?.[0] ?? "";
  }
});

async function startWithTarget(react?: Reaction) {
  const clock = manualClock();
  return { ...(await startRigWithTarget(react, { clock })), clock };
}

function rules(rig: Rig, all: ListenerRule[]): void {
  rig.listener.update({ ...rig.listenerSettings, rules: all });
}

function weigh(rig: Rig, forwardTo: Omit<ForwardAction, "type">): void {
  rig.listener.update({ ...rig.listenerSettings, defaultAction: { type: "forward", ...forwardTo } });
}

function weighted({ targetGroup }: { targetGroup: TargetGroup }, weight: number) {
  return { targetGroup, weight };
}

function settingsOf(name: string): TargetGroupSettings {
  return {
    ...defaultTargetGroup,
    name,
    arn: defaultTargetGroup.arn.replace("/web/", `/${name}/`),
    arnSuffix: `targetgroup/${name}/fedcba9876543210`,
  };
}

async function startGroup(name: string, clock: ManualClock, react: Reaction) {
  const target = await RawTarget.start(react);
  onTestFinished(() => target.close());
  const targetGroup = createTargetGroup({ settings: settingsOf(name), clock });
  onTestFinished(() => targetGroup.close());
  targetGroup.register(target.as(`i-${name}`));
  return { targetGroup, target };
}

async function untilHealthy(targetGroup: TargetGroup, clock: ManualClock): Promise<void> {
  clock.advance(0);
  while (targetGroup.describeTargets().some(({ health }) => health.state !== "healthy")) {
    await turn();
  }
}

async function ask(rig: Rig, request: string, end = /\r\n\r\n.+$/s): Promise<string> {
  const client = await RawClient.send(rig.port, request);
  const received = await client.until(end);
  client.close();
  return received;
}
