import { expect, test } from "vitest";
import { storyOf } from "../../src/state/story.ts";
import { fakeLab, second, steps } from "../fake-state.ts";

function labWithTraffic() {
  const lab = fakeLab();
  lab.setTraffic(50);
  return steps(lab, 10);
}

test("all is well: every user gets a personal page", () => {
  const lab = labWithTraffic();
  expect(storyOf(lab.snapshot, lab.seconds)).toMatchObject({
    tone: "ok",
    headline: expect.stringMatching(/^Every user/),
  });
});

test("basic with a failed dependency: 502 for everyone, made by the load balancer, with all targets healthy", () => {
  const lab = labWithTraffic();
  lab.setParameter("false");
  steps(lab, 10);
  const story = storyOf(lab.snapshot, lab.seconds);
  expect(story).toMatchObject({ tone: "bad", headline: "Every user sees 502 Bad Gateway." });
  expect(story.detail).toMatch(/All 3 targets are healthy.*load balancer's own/);
});

test("error-handling with a failed dependency: degraded, but served", () => {
  const lab = labWithTraffic();
  lab.setParameter("false");
  lab.switchBuild("error-handling");
  steps(lab, 30);
  expect(storyOf(lab.snapshot, lab.seconds)).toMatchObject({
    tone: "warn",
    headline: expect.stringContaining("degraded, but served"),
  });
});

test("a part that fails is told as a part", () => {
  const { snapshot } = fakeLab();
  const all = [second(1, { requestCount: 100, elb5xx: 25, elb502: 25, target2xx: 75 })];
  expect(storyOf(snapshot, all).headline).toBe("25 % of users see 502 Bad Gateway.");
});

test.each([
  [{ elb5xx: 9, elb503: 9 }, "503 Service Temporarily Unavailable"],
  [{ elb5xx: 9, elb504: 9 }, "504 Gateway Time-out"],
  [{ target5xx: 9 }, "a server error"],
])("the error that most users see is named: %j", (counts, words) => {
  expect(storyOf(fakeLab().snapshot, [second(1, counts)]).headline).toContain(words);
});

test("without requests nothing is claimed about users", () => {
  const lab = steps(fakeLab(), 10);
  expect(storyOf(lab.snapshot, lab.seconds)).toMatchObject({
    tone: "idle",
    headline: "Nobody is asking for the page.",
  });
});

test("hung requests are told as waiting, not as all being well", () => {
  const { snapshot } = fakeLab();
  const traffic = { requestsPerSecond: 50, personal: 10, degraded: 0, failed: 0 };
  const all = Array.from({ length: 8 }, (_, index) =>
    second(index, { traffic, target2xx: 1, requestCount: 1 }),
  );
  expect(storyOf(snapshot, all)).toMatchObject({ tone: "bad", headline: "Most users wait for an answer." });
});
