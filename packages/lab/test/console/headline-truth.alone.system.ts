import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { type AnswerKind, answerKinds } from "@soft-landing/shared/answer-kinds";
import { serverBuilds } from "@soft-landing/shared/builds";
import fc from "fast-check";
import type { Page, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noChromium } from "../../src/bench/console/chromium.ts";
import type { SpawnedLab } from "../../src/client/spawn-lab.ts";
import { useOwnStateHome } from "../state-home.ts";
import { type OpenConsole, openConsole } from "./open-console.ts";
import { countKinds, createVisitors, type Visit, type Visitors, whatItSays } from "./visitors.ts";

useOwnStateHome();

const patienceMs = 60_000;
/** An answer so close to a second's border may be counted on either side of it. */
const borderMs = 250;

/** What happens, and for how many seconds the screen is then watched. */
const anyDeed = fc.oneof(
  fc.record({ outside: fc.constantFrom(0, 3, 8), accept: fc.constantFrom("text/html", "application/json") }),
  fc.record({ inside: fc.constantFrom(0, 4) }),
  fc.record({ parameter: fc.constantFrom("true", "false", "perhaps") }),
  fc.record({ fault: fc.constantFrom("error", "slow", "hang", "none") }),
  fc.record({ build: fc.constantFrom(...serverBuilds) }),
  fc.record({ kill: fc.integer({ min: 0, max: 2 }) }),
);
type Deed = typeof anyDeed extends fc.Arbitrary<infer One> ? One : never;
/** Every course begins with degraded pages under a switch that is on: who infers from the switch is wrong. */
const opening: [Deed, number][] = [
  [{ outside: 8, accept: "text/html" }, 2],
  [{ build: "error-handling" }, 2],
  [{ fault: "error" }, 4],
];
const anyStory = fc
  .array(fc.tuple(anyDeed, fc.integer({ min: 2, max: 5 })), { minLength: 6, maxLength: 9 })
  .map((deeds) => [...opening, ...deeds]);

interface TargetsAndBuilds {
  healthy: number;
  /** Of all instances there are. */
  builds: string[];
}

describe.skipIf(noChromium)(
  `the screen compared with what people got${noChromium ? `: ${noChromium}` : ""}`,
  () => {
    let watched: OpenConsole;
    let page: Page;
    let lab: SpawnedLab;
    let visitors: Visitors;
    /** What the console's own frame got. */
    const framed: Visit[] = [];
    let insideRate = 0;
    let lately: TargetsAndBuilds;

    beforeAll(async () => {
      watched = await openConsole(patienceMs);
      ({ page, lab } = watched);
      visitors = createVisitors(lab.pageUrl);
      page.on("response", (response) => void noteFrame(response));
      await page.locator(".headline").waitFor();
      lately = await targetsAndBuilds();
    });

    afterAll(async () => {
      await visitors?.close();
      await watched?.close();
    });

    async function noteFrame(response: Response): Promise<void> {
      if (response.url() === `${lab.pageUrl}/`) {
        const atMs = Date.now();
        const text = response.ok() ? await response.text().catch(() => "") : "";
        framed.push({ atMs, ...whatItSays(response.status(), text) });
      }
    }

    test.each(fc.sample(anyStory, { numRuns: 2, seed: 18 }))(
      "in random run %#: no sentence contradicts a visit, and every count is right",
      { timeout: 400_000 },
      async (...story) => {
        for (const [deed, seconds] of story) {
          await done(deed);
          for (let second = 0; second < seconds; second++) {
            await page.waitForTimeout(1000);
            await checkSentence(JSON.stringify(deed));
          }
        }
        await checkCounts();
      },
    );

    async function done(deed: Deed): Promise<void> {
      const { control } = lab;
      if ("outside" in deed) {
        visitors.set(deed.outside, deed.accept === "text/html" ? "text/html" : "application/json");
      } else if ("inside" in deed) {
        insideRate = deed.inside;
        await control.setTraffic(deed.inside);
      } else if ("parameter" in deed) {
        await control.setParameter(deed.parameter);
      } else if ("build" in deed) {
        await control.switchBuild({ build: deed.build });
      } else if ("kill" in deed) {
        const running = (await control.snapshot()).autoScalingGroup.instances.filter(
          ({ lifecycleState }) => lifecycleState === "InService",
        );
        const victim = running[deed.kill];
        if (victim !== undefined) {
          await control.perform("kill-instance", { instance: victim.id });
        }
      } else {
        await control.clearFaults();
        if (deed.fault !== "none") {
          const effect = {
            error: { error: { statusCode: 400, code: "AccessDeniedException" } },
            slow: { latencyMs: 700 },
            hang: { hang: true },
          }[deed.fault];
          await control.addFaults([{ service: "dynamodb", operation: "GetItem", ...effect }]);
        }
      }
    }

    /** Holds the sentence on the screen against the visits of the seconds that it speaks of. */
    async function checkSentence(deed: string): Promise<void> {
      const before = await targetsAndBuilds();
      const said = await page.locator("section.story").evaluate((story) => ({
        headline: story.querySelector(".headline")?.textContent ?? "",
        detail: story.querySelector(".story-detail")?.textContent ?? "",
        since: Number(story.getAttribute("data-since")),
        until: Number(story.getAttribute("data-until")),
      }));
      const readAtMs = Date.now();
      checkTargets(said.detail, [lately, before, await targetsAndBuilds()]);
      lately = before;
      const isOver = readAtMs > (said.until + 1) * 1000 + borderMs;
      const endMs = (said.until + (isOver ? 1 : 0)) * 1000;
      const during = (inner: boolean) =>
        [...visitors.visits, ...framed].filter(
          ({ atMs }) =>
            atMs >= said.since * 1000 + (inner ? borderMs : -borderMs) &&
            atMs < endMs + (inner ? -borderMs : isOver ? borderMs : 1000 + borderMs),
        );
      const [surely, perhaps] = [countKinds(during(true)), countKinds(during(false))];
      const about = `after ${deed}: “${said.headline}”, surely ${JSON.stringify(surely)}`;
      const every = /^Every user (.*)\.$/.exec(said.headline)?.[1];
      if (every !== undefined) {
        for (const kind of answerKinds.filter((one) => one !== kindIn(every))) {
          expect(surely[kind], about).toBe(0);
        }
      }
      const share = /^<?>?(\d+) % of users (.*)\.$/.exec(said.headline);
      if (share !== null) {
        const kind = kindIn(share[2] ?? "");
        if (kind !== "failed") {
          expect(surely.failed, about).toBe(0);
        }
        if (insideRate === 0) {
          // Whoever came at a border may be counted or not.
          const others = (counts: Record<AnswerKind, number>) =>
            answerKinds.reduce((all, one) => (one === kind ? all : all + counts[one]), 0);
          const least = (100 * surely[kind]) / Math.max(1, surely[kind] + others(perhaps));
          const most = (100 * perhaps[kind]) / Math.max(1, perhaps[kind] + others(surely));
          expect(Number(share[1]), about).toBeGreaterThanOrEqual(Math.floor(least) - 1);
          expect(Number(share[1]), about).toBeLessThanOrEqual(Math.ceil(most) + 1);
        }
      }
      if (said.headline.includes("the fallback page: degraded")) {
        const signed = during(true).flatMap(({ kind, build }) => (kind === "degraded" ? (build ?? []) : []));
        expect(namedBuilds(said.detail), about).toEqual(expect.arrayContaining([...new Set(signed)]));
      }
      if (said.headline.startsWith("Nobody") || said.headline.startsWith("Users are waiting")) {
        expect(during(true), about).toEqual([]);
      }
    }

    async function targetsAndBuilds(): Promise<TargetsAndBuilds> {
      const { targetGroup, autoScalingGroup } = await lab.control.snapshot();
      return {
        healthy: targetGroup.targets.filter(({ state }) => state === "healthy").length,
        builds: autoScalingGroup.instances.map(({ build }) => build),
      };
    }

    /** What is said of targets and builds was so a moment ago, or is. */
    function checkTargets(detail: string, moments: readonly TargetsAndBuilds[]): void {
      const counts = moments.map(({ healthy }) => healthy);
      const shown = /(?:All )?(\d+)(?: of \d+)? targets? (?:is|are) healthy/.exec(detail)?.[1];
      if (shown !== undefined) {
        expect(Number(shown), detail).toBeGreaterThanOrEqual(Math.min(...counts));
        expect(Number(shown), detail).toBeLessThanOrEqual(Math.max(...counts));
      }
      for (const build of namedBuilds(detail)) {
        expect(
          moments.flatMap(({ builds }) => builds),
          detail,
        ).toContain(build);
      }
    }

    /** Lets everybody go, and compares what the screen has counted with what they say. */
    async function checkCounts(): Promise<void> {
      await lab.control.clearFaults();
      await lab.control.setTraffic(0);
      insideRate = 0;
      visitors.set(0, "text/html");
      await visitors.settled();
      await page.waitForTimeout(2500);
      const shown = Object.fromEntries(
        await Promise.all(
          answerKinds.map(async (kind) => {
            const text = await page.locator(`.answer-legend [data-kind=${kind}] dd`).textContent();
            return [kind, Number(text?.replaceAll(",", ""))] as const;
          }),
        ),
      );
      const windowMs = Date.now() - 120_000;
      const known = countKinds([...visitors.visits, ...framed].filter(({ atMs }) => atMs > windowMs + 2000));
      for (const kind of answerKinds) {
        expect(shown[kind], kind).toBeGreaterThanOrEqual(known[kind]);
      }
      const { outputs } = await lab.control.snapshot();
      const all = answerKinds.reduce((sum, kind) => sum + (shown[kind] ?? 0), 0);
      const requests = await requestCount(String(outputs.loadBalancerArn));
      expect(
        Math.abs(all - requests),
        `${all} shown, CloudWatch has ${requests} requests`,
      ).toBeLessThanOrEqual(2);
    }

    /** RequestCount of the last two minutes, as CloudWatch has it. */
    async function requestCount(loadBalancerArn: string): Promise<number> {
      const client = new CloudWatchClient({
        region: lab.region,
        endpoint: lab.awsEndpointUrl,
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      });
      const { Datapoints = [] } = await client.send(
        new GetMetricStatisticsCommand({
          Namespace: "AWS/ApplicationELB",
          MetricName: "RequestCount",
          Dimensions: [{ Name: "LoadBalancer", Value: loadBalancerArn.split("loadbalancer/")[1] ?? "" }],
          StartTime: new Date(Date.now() - 120_000),
          EndTime: new Date(),
          Period: 1,
          Statistics: ["Sum"],
        }),
      );
      client.destroy();
      return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
    }
  },
);

/** The builds in "The basic and error-handling servers". */
function namedBuilds(detail: string): string[] {
  return (
    /^The ([\w-]+(?: and [\w-]+)*) servers/
      .exec(detail.replace(/^Of the last.*?\. /, ""))?.[1]
      ?.split(" and ") ?? []
  );
}

/** Which kind of answer a verb phrase of a headline speaks of. */
function kindIn(phrase: string): AnswerKind {
  if (phrase.includes("personal")) {
    return "personal";
  }
  if (phrase.includes("fallback")) {
    return "degraded";
  }
  return /^gets? an answer/.test(phrase) ? "answered" : "failed";
}
