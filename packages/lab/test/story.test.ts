import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import { stackStatus } from "@soft-landing/experiments/place/stack-status";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SpawnedLab, spawnLab } from "../src/client/spawn-lab.ts";
import { marksBetween } from "../src/control/marks.ts";
import { visits, visitsDuring } from "./page-visits.ts";
import { useOwnStateHome } from "./state-home.ts";

/** The story of the README on one lab, told in order: every test goes on where the one before left off. */
describe("the whole story, with real processes", () => {
  useOwnStateHome();
  let lab: SpawnedLab;
  beforeAll(async () => {
    lab = await spawnLab({ stack: "basic" });
  });
  afterAll(() => lab?.stop());

  test("100 requests: all 100, from three instances in three zones, with four users' shows as in the table", async () => {
    const found = await visits(lab.pageUrl, 100);
    const { table } = await lab.control.snapshot();
    const pages = found.flatMap(({ page }) => page ?? []);
    expect(pages).toHaveLength(100);
    expect(new Set(pages.map(({ instance }) => instance.id)).size).toBe(3);
    expect(new Set(pages.map(({ instance }) => instance.availabilityZone))).toEqual(
      new Set(["us-east-1a", "us-east-1b", "us-east-1c"]),
    );
    const shows = new Set(pages.map(({ user, recommendation }) => `${user}: ${recommendation}`));
    expect(shows).toEqual(
      new Set(table.items.map(({ user, recommendation }) => `${user}: ${recommendation}`)),
    );
  });

  test("with the switch off every page is the load balancer's own 502, and the health check stays 200 everywhere", async () => {
    await lab.control.setParameter("false");
    const response = await fetch(lab.pageUrl);
    expect(response.status).toBe(502);
    expect(response.headers.get("server")).toBe("awselb/2.0");
    expect(await response.text()).toContain("<center><h1>502 Bad Gateway</h1></center>");
    expect((await visits(lab.pageUrl, 20)).every(({ statusCode }) => statusCode === 502)).toBe(true);
    const healthy = await Promise.all(
      Array.from({ length: 9 }, async () => (await fetch(new URL("/healthcheck", lab.pageUrl))).status),
    );
    expect(healthy).toEqual(Array.from({ length: 9 }, () => 200));
  });

  test("CloudWatch counts the 502s for the load balancer, none for the targets, and all targets are healthy", async () => {
    const place = placeOfLab(await lab.control.snapshot());
    const { counts, targets } = await stackStatus(place, new Date(lab.startedAt));
    closePlace(place);
    expect(counts.elb502).toBe(21);
    expect(counts.elb5xx).toBeGreaterThanOrEqual(21);
    expect(counts.target5xx).toBeUndefined();
    expect(targets.map(({ state }) => state)).toEqual(["healthy", "healthy", "healthy"]);
  });

  test("a switch of the build under 100 requests/s loses none, new instances serve after it, and it is marked", async () => {
    await lab.control.setParameter("true");
    const before = await lab.control.snapshot();
    const messages: string[] = [];
    const found = await visitsDuring(lab.pageUrl, 100, async () => {
      await lab.control.switchBuild(
        { build: "error-handling" },
        { onProgress: ({ message }) => messages.push(message) },
      );
    });
    expect(found.filter(({ statusCode }) => statusCode !== 200)).toEqual([]);
    expect(messages[0]).toContain("Evaluating the Pulumi program");
    const after = await visits(lab.pageUrl, 30);
    expect(new Set(after.map(({ page }) => page?.build))).toEqual(new Set(["error-handling"]));
    const ids = new Set(after.map(({ page }) => page?.instance.id));
    expect(ids.size).toBe(3);
    expect(before.autoScalingGroup.instances.some(({ id }) => ids.has(id))).toBe(false);
    const marks = marksBetween(before, await lab.control.snapshot()).map(
      ({ effect, text }) => `${effect}: ${text}`,
    );
    expect(marks, "no instance is marked as ended").toEqual([
      "changes: to error-handling",
      "changes: error-handling serves",
    ]);
  });

  test("with the switch off the new build answers 200 with the default and what failed, from all zones", async () => {
    await lab.control.setParameter("false");
    await expect.poll(() => personalOf(lab, 9), { timeout: 10_000 }).toEqual(new Set([false]));
    const pages = (await visits(lab.pageUrl, 30)).map(({ page }) => page);
    for (const page of pages) {
      expect(page).toMatchObject({ user: "Valued Customer", recommendation: "I Love Lucy", personal: false });
      expect(page?.diagnostic?.dependency).toBe("RecommendationService");
    }
    expect(new Set(pages.map((page) => page?.instance.availabilityZone)).size).toBe(3);
  });

  test("with the switch back on, personal recommendations return", async () => {
    await lab.control.setParameter("true");
    await expect.poll(() => personalOf(lab, 9), { timeout: 10_000 }).toEqual(new Set([true]));
  });
});

/** Every instance of this build looks at the switch by itself, about once a second. */
async function personalOf(lab: SpawnedLab, count: number): Promise<Set<boolean | undefined>> {
  return new Set((await visits(lab.pageUrl, count)).map(({ page }) => page?.personal));
}
