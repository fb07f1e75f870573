import { request as httpRequest } from "node:http";
import { answerKinds } from "@soft-landing/shared/answer-kinds";
import { type LabSnapshot, labSnapshotSchema, secondSchema } from "@soft-landing/shared/lab-api";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { marksBetween } from "../../src/control/marks.ts";
import { readStateFile } from "../../src/state/state-file.ts";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { visits } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let lab: OwnLab;
beforeAll(async () => {
  lab = await startOwnLab("basic");
});
afterAll(() => lab?.stop());

const json = { "content-type": "application/json" };
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = json) =>
  fetch(new URL(path, lab.consoleUrl), {
    method,
    ...(method === "GET" ? {} : { headers, body: JSON.stringify(body ?? {}) }),
  });

/** GETs a target as it stands, which URL would tidy up. */
function statusOf(target: string): Promise<number | undefined> {
  const { host, hostname, port } = new URL(lab.consoleUrl);
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path: target, headers: { host } }, ({ statusCode }) => resolve(statusCode))
      .on("error", reject)
      .end();
  });
}

describe("a client other than the lab's own page", () => {
  test("is refused with a foreign Host, as in DNS rebinding", async () => {
    const { statusCode } = await request(new URL("/api/lab", lab.consoleUrl), {
      headers: { host: "evil.example" },
    });
    expect(statusCode).toBe(403);
  });

  test("cannot write from a foreign Origin, or with a request that a form could send", async () => {
    const foreign = await call(
      "POST",
      "/api/parameter",
      { value: "x" },
      { ...json, origin: "http://evil.example" },
    );
    expect(foreign.status).toBe(403);
    const form = await call("POST", "/api/parameter", { value: "x" }, { "content-type": "text/plain" });
    expect(form.status).toBe(415);
    expect((await lab.control.snapshot()).parameter.value).toBe("true");
  });

  test("cannot end the lab or deploy an artifact without the token", async () => {
    expect((await call("POST", "/api/down")).status).toBe(401);
    const artifact = await call("POST", "/api/switch", { build: "custom", artifact: "/tmp/mine.tgz" });
    expect(artifact.status).toBe(403);
    expect(await artifact.json()).toMatchObject({ remedy: expect.stringContaining("pnpm lab switch") });
    expect((await lab.control.snapshot()).deployment).toBeNull();
  });

  test("gets pages that cannot be framed or sniffed and do not run foreign scripts", async () => {
    const { headers } = await call("GET", "/api/lab");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("the console's files", () => {
  test("have their type, and those with a hash in the name may be cached forever", async () => {
    const page = await call("GET", "/");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const [, script = ""] = /src="([^"]+\.js)"/.exec(await page.text()) ?? [];
    const { headers } = await call("GET", script);
    expect(headers.get("content-type")).toContain("text/javascript");
    expect(headers.get("cache-control")).toContain("immutable");
  });

  test.each(["/../package.json", "/..%2fpackage.json", "/assets/", "//etc/passwd"])(
    "are the only files that a path such as %s can reach",
    async (path) => {
      expect(await statusOf(path)).toBe(404);
    },
  );
});

describe("a call", () => {
  test("that does not exist is a 404, with a wrong method a 405, in the contract's shape", async () => {
    const missing = await call("GET", "/api/nothing");
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { error: "The lab does not have /api/nothing." },
    ]);
    const wrong = await call("DELETE", "/api/parameter");
    expect([wrong.status, await wrong.json()]).toEqual([
      405,
      { error: "/api/parameter takes POST, not DELETE." },
    ]);
  });

  test("with an invalid body is refused with what is wrong", async () => {
    const response = await call("POST", "/api/traffic", { requestsPerSecond: 501, extra: true });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: string };
    expect(error).toContain("requestsPerSecond");
    expect(error).toContain("extra");
  });

  test("with a body that is not JSON, or too large, is refused", async () => {
    const post = (body: string) =>
      fetch(new URL("/api/parameter", lab.consoleUrl), { method: "POST", headers: json, body });
    expect((await post("{")).status).toBe(400);
    expect((await post(JSON.stringify({ value: "x".repeat(70_000) }))).status).toBe(413);
  });

  test("for an unknown instance or zone is a 404 that lists the known ones", async () => {
    const instance = await call("POST", "/api/instances/i-none/kill");
    expect(instance.status).toBe(404);
    expect(await instance.text()).toMatch(/The instances are i-0/);
    const zone = await call("POST", "/api/zones/mars-1/down");
    expect(zone.status).toBe(404);
    expect(await zone.text()).toContain("The zones are us-east-1a, us-east-1b, us-east-1c.");
  });

  test("for a fault on an unknown service or operation is refused with the known ones", async () => {
    const operation = await call("PATCH", "/chaos/faults", [
      { service: "ssm", operation: "GetPrameter", hang: true },
    ]);
    expect(operation.status).toBe(404);
    expect(await operation.text()).toContain("GetParametersByPath");
    const service = await call("PATCH", "/chaos/faults", [{ service: "s3", hang: true }]);
    expect(service.status).toBe(400);
    expect(await service.text()).toContain("elasticloadbalancing");
    expect(await (await call("GET", "/chaos/faults")).json()).toEqual([]);
  });

  test("for more than a hundred faults is refused with the limit", async () => {
    const response = await call("PATCH", "/chaos/faults", new Array(101).fill({ hang: true }));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("The limit is 100");
  });

  test("with a wrongly encoded path, or a target that is not a URL, is a 400", async () => {
    expect((await call("POST", "/api/instances/%zz/kill")).status).toBe(400);
    const { host, hostname, port } = new URL(lab.consoleUrl);
    const target = "http://[::1/";
    const status = await new Promise((resolve, reject) => {
      httpRequest({ hostname, port, path: target, headers: { host } }, ({ statusCode }) =>
        resolve(statusCode),
      )
        .on("error", reject)
        .end();
    });
    expect(status).toBe(400);
  });

  test("by GET changes nothing, even at the path of a writing call", async () => {
    const before = shapeOf(await lab.control.snapshot());
    for (const path of ["/api/parameter", "/api/down", "/api/switch", "/api/zones/us-east-1a/down"]) {
      expect((await call("GET", path)).status).toBe(405);
    }
    expect(shapeOf(await lab.control.snapshot())).toEqual(before);
  });
});

describe("faults", () => {
  test("are added, listed with the calls they hit, replaced and cleared", async () => {
    const [added] = await lab.control.addFaults([
      { service: "dynamodb", operation: "GetItem", latencyMs: 1 },
    ]);
    expect(added).toMatchObject({ service: "dynamodb", probability: 1, effectCount: 0 });
    await visits(lab.pageUrl, 5);
    expect((await lab.control.faults())[0]?.effectCount).toBeGreaterThan(0);
    const replaced = await (await call("POST", "/chaos/faults", [{ service: "ssm", hang: true }])).json();
    expect(replaced).toMatchObject([{ service: "ssm", hang: true }]);
    await lab.control.clearFaults();
    expect(await lab.control.faults()).toEqual([]);
  });
});

describe("disturbances", () => {
  test("are described for forms: parameters as JSON Schema, presets, and what is active", async () => {
    await lab.control.perform("zone-down", { zone: "us-east-1b" });
    const { actions, inForce, operations } = await lab.control.disturbances();
    await lab.control.perform("zone-up", inForce[0]?.undo.parameters);
    expect(inForce).toEqual([
      {
        id: "zone-down us-east-1b",
        action: "zone-down",
        words: "zone us-east-1b: down",
        subject: "us-east-1b",
        hits: null,
        undo: {
          action: "zone-up",
          parameters: { zone: "us-east-1b" },
          command: "pnpm lab zone-up us-east-1b",
        },
      },
    ]);
    const fault = actions.find(({ name }) => name === "add-fault");
    expect(fault).toMatchObject({
      command: "pnpm lab fault set",
      parameters: { properties: { latencyMs: { type: "number", option: "--latency <ms>" } } },
    });
    expect(fault?.presets.map(({ title }) => title)).toContain("The table hangs");
    expect(operations.dynamodb).toContain("GetItem");
    expect((await lab.control.disturbances()).inForce).toEqual([]);
  });

  test("an unknown action is a 404, and one that is not possible now is a 409", async () => {
    const unknown = await call("POST", "/api/disturbances/explode");
    expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining("kill-instance")]);
    await lab.control.perform("zone-down", { zone: "us-east-1b" });
    const { autoScalingGroup } = await lab.control.snapshot();
    const instance = autoScalingGroup.instances.find(
      ({ availabilityZone }) => availabilityZone === "us-east-1b",
    )?.id;
    const frozen = await call("POST", "/api/disturbances/unfreeze-instance", { instance });
    await lab.control.perform("zone-up", { zone: "us-east-1b" });
    expect([frozen.status, await frozen.text()]).toEqual([
      409,
      expect.stringContaining("zone-up us-east-1b"),
    ]);
  });
});

describe("the event stream", () => {
  test("begins with a snapshot, reports a change, and resumes after the last second that a listener has", async () => {
    const first = listen();
    const snapshot = await first.next("snapshot");
    expect(labSnapshotSchema.parse(snapshot.data).parameter.value).toBe("true");
    await lab.control.setParameter("maybe");
    // What changed just before it listened may come as a snapshot of its own first.
    let told: string;
    do {
      told = labSnapshotSchema.parse((await first.next("snapshot")).data).parameter.value;
    } while (told !== "maybe");
    await lab.control.setParameter("true");
    const second = await first.next("second");
    expect(String(secondSchema.parse(second.data).second)).toBe(second.id);
    first.close();

    const later = listen({ "last-event-id": second.id });
    await later.next("snapshot");
    expect((await later.next("second")).id).toBe(second.id);
    later.close();
  });

  test("counts a second's requests by target", async () => {
    const stream = listen();
    await stream.next("second");
    await visits(lab.pageUrl, 30);
    let requests = 0;
    const targets = new Set<string>();
    while (requests < 30) {
      const second = secondSchema.parse((await stream.next("second")).data);
      requests += second.requestCount;
      for (const id of Object.keys(second.requestsByTarget)) {
        targets.add(id);
      }
    }
    stream.close();
    expect(requests).toBe(30);
    expect(targets.size).toBe(3);
  });

  test("counts what users got by what each answer says about itself, and marks what was done", async () => {
    const stream = listen();
    await stream.next("second");
    await visits(lab.pageUrl, 7);
    await lab.control.setParameter("false");
    await visits(lab.pageUrl, 4);
    const counted = { personal: 0, degraded: 0, answered: 0, failed: 0 };
    const marks: string[] = [];
    while (counted.personal + counted.failed < 11 || marks.length === 0) {
      const second = secondSchema.parse((await stream.next("second")).data);
      marks.push(...second.marks.map(({ text }) => text));
      for (const { build, ...counts } of second.answers) {
        expect(build).toBe("basic");
        for (const kind of answerKinds) {
          counted[kind] += counts[kind];
        }
      }
    }
    stream.close();
    await lab.control.setParameter("true");
    expect(counted).toEqual({ personal: 7, degraded: 0, answered: 0, failed: 4 });
    expect(marks).toEqual(["switch false"]);
  });
});

test("the state file is readable for its owner only and names the lab that answers", async () => {
  const record = await readStateFile(lab.pid);
  expect(record).toMatchObject({ pid: lab.pid, labId: lab.labId, consoleUrl: lab.consoleUrl });
});

describe("marks", () => {
  /** What is marked when this is done to a lab. */
  async function marked(act: () => Promise<unknown>): Promise<string[]> {
    const before = await lab.control.snapshot();
    await act();
    return textsBetween(before, await lab.control.snapshot());
  }

  function textsBetween(before: LabSnapshot, after: LabSnapshot): string[] {
    return marksBetween(before, after).map(({ effect, text }) => `${effect}: ${text}`);
  }

  test("without an action there is no mark", async () => {
    expect(await marked(async () => {})).toEqual([]);
  });

  test("the switch, faults and zones are marked as breaking or restoring", async () => {
    expect(await marked(() => lab.control.setParameter("false"))).toEqual(["breaks: switch false"]);
    expect(await marked(() => lab.control.setParameter("true"))).toEqual(["restores: switch true"]);
    const faults = [{ service: "dynamodb" as const, operation: "GetItem", hang: true }];
    expect(await marked(() => lab.control.addFaults(faults))).toEqual(["breaks: fault on GetItem"]);
    expect(await marked(() => lab.control.clearFaults())).toEqual(["restores: fault cleared"]);
    expect(await marked(() => lab.control.perform("zone-down", { zone: "us-east-1a" }))).toEqual([
      "breaks: us-east-1a down",
    ]);
    expect(await marked(() => lab.control.perform("zone-up", { zone: "us-east-1a" }))).toEqual([
      "restores: us-east-1a back up",
    ]);
  });

  test("a frozen and an ended instance are marked with their ids", async () => {
    const { instances } = (await lab.control.snapshot()).autoScalingGroup;
    const [first, second] = instances.filter(
      ({ lifecycleState, frozen }) => lifecycleState === "InService" && !frozen,
    );
    expect(await marked(() => lab.control.perform("freeze-instance", { instance: first?.id ?? "" }))).toEqual(
      [`breaks: ${first?.id} frozen`],
    );
    expect(
      await marked(() => lab.control.perform("unfreeze-instance", { instance: first?.id ?? "" })),
    ).toEqual([`restores: ${first?.id} unfrozen`]);
    const before = await lab.control.snapshot();
    await lab.control.perform("kill-instance", { instance: second?.id ?? "" });
    await expect
      .poll(async () => textsBetween(before, await lab.control.snapshot()))
      .toContain(`breaks: ${second?.id} ended`);
  });

  test("changed weights of target groups are marked together, with the groups' names", async () => {
    const { targetGroup, ...rest } = await lab.control.snapshot();
    const other = { ...targetGroup, name: `${targetGroup.name}-2`, arn: "arn:other", build: "other" };
    const weights = (one: number, two: number): LabSnapshot => ({
      ...rest,
      targetGroup: { ...targetGroup, weight: one },
      otherTargetGroups: [{ ...other, weight: two }],
    });
    const texts = textsBetween(weights(90, 10), weights(50, 50));
    expect(texts).toEqual([`changes: ${targetGroup.build} 50, other 50`]);
    expect(textsBetween(weights(90, 10), weights(90, 10))).toEqual([]);
    expect(textsBetween({ ...weights(1, 1), otherTargetGroups: [] }, weights(1, 1))).toEqual([]);
  });
});

function shapeOf({ parameter, zonesDown, deployment, autoScalingGroup }: LabSnapshot) {
  return { parameter, zonesDown, deployment, instances: autoScalingGroup.instances };
}

interface StreamEvent {
  event: string;
  id: string;
  data: unknown;
}

/** Listens to the lab's events by the bytes that a browser would get. */
function listen(headers: Record<string, string> = {}) {
  const controller = new AbortController();
  const events = eventsOf(controller.signal, headers);
  return {
    async next(kind: string): Promise<StreamEvent> {
      for (;;) {
        const { value, done } = await events.next();
        if (done) {
          throw new Error("the event stream ended");
        }
        // A second that is not over has no id; the whole of it follows.
        const unfinished = value.event === "second" && value.id === "";
        if (value.event === kind && !unfinished) {
          return value;
        }
      }
    },
    close: () => controller.abort(),
  };
}

async function* eventsOf(
  signal: AbortSignal,
  headers: Record<string, string>,
): AsyncGenerator<StreamEvent, undefined> {
  const response = await fetch(new URL("/api/events", lab.consoleUrl), { signal, headers });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
      );
      const data = fields.get("data");
      if (data !== undefined) {
        yield { event: fields.get("event") ?? "message", id: fields.get("id") ?? "", data: JSON.parse(data) };
      }
    }
  }
  return undefined;
}
