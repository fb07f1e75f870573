import { expect, test } from "vitest";
import { answersOfEach, recentAnswers, sum, totalOf, trafficAnswers } from "../../src/state/answers.ts";
import { fakeLab, second, steps } from "../fake-state.ts";

const traffic = (personal: number, degraded: number, failed: number) => ({
  traffic: { requestsPerSecond: 10, personal, degraded, failed },
});

test("running totals become each second's answers", () => {
  const all = [second(1, traffic(10, 0, 0)), second(2, traffic(14, 3, 0)), second(3, traffic(14, 3, 9))];
  expect(trafficAnswers(all).slice(1)).toEqual([
    { personal: 4, degraded: 3, failed: 0 },
    { personal: 0, degraded: 0, failed: 9 },
  ]);
});

test("totals that begin anew count from zero", () => {
  const all = [second(1, traffic(100, 0, 50)), second(2, traffic(7, 0, 0))];
  expect(trafficAnswers(all)[1]).toEqual({ personal: 7, degraded: 0, failed: 0 });
});

test("failed requests are those that got a 5XX, whoever made it", () => {
  const { snapshot } = fakeLab();
  const all = [second(1, { elb5xx: 4, target5xx: 2, target2xx: 6 })];
  expect(recentAnswers(snapshot, all, 5)).toEqual({ personal: 6, degraded: 0, failed: 6 });
});

test("without the lab's own traffic the switch tells personal from degraded", () => {
  const lab = fakeLab();
  lab.setParameter("false");
  expect(recentAnswers(lab.snapshot, [second(1, { target2xx: 6 })], 5)).toMatchObject({
    personal: 0,
    degraded: 6,
  });
});

test("what the lab's own traffic saw stands for everybody's answers", () => {
  const { snapshot } = fakeLab();
  const all = [second(1, traffic(0, 0, 0)), second(2, { target2xx: 100, ...traffic(3, 1, 0) })];
  expect(recentAnswers(snapshot, all, 1)).toEqual({ personal: 75, degraded: 25, failed: 0 });
});

test("a second without own traffic is answered, nobody knows how", () => {
  expect(answersOfEach([second(1, { target2xx: 5 })])).toEqual([
    { personal: 0, degraded: 0, failed: 0, answered: 5 },
  ]);
});

test("no request of the story is lost or counted twice", () => {
  const lab = fakeLab();
  lab.setTraffic(40);
  steps(lab, 30);
  lab.setParameter("false");
  steps(lab, 30);
  lab.switchBuild("error-handling");
  steps(lab, 30);
  const requests = lab.seconds.slice(1).reduce((all, { requestCount }) => all + requestCount, 0);
  expect(totalOf(sum(trafficAnswers(lab.seconds).slice(1)))).toBe(requests);
});
