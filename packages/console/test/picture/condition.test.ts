import { expect, test } from "vitest";
import { conditionOf } from "../../src/picture/condition.ts";
import { fakeLab, steps } from "../fake-state.ts";

function labWithTraffic() {
  const lab = fakeLab();
  lab.setTraffic(30);
  return steps(lab, 10);
}

const firstOf = (lab: ReturnType<typeof fakeLab>) => {
  const [instance] = lab.snapshot.autoScalingGroup.instances;
  if (instance === undefined) {
    throw new Error("no instance");
  }
  return instance;
};

test("a basic instance's way to the table is broken, an error-handling one's degraded", () => {
  const lab = labWithTraffic();
  lab.setParameter("false");
  steps(lab, 10);
  expect(conditionOf(lab.snapshot, lab.seconds).instances.get(firstOf(lab).id)?.read).toBe("broken");
  lab.switchBuild("error-handling");
  steps(lab, 20);
  expect(conditionOf(lab.snapshot, lab.seconds).instances.get(firstOf(lab).id)?.read).toBe("degraded");
});

test("a frozen instance and a lost zone are shown where they are", () => {
  const lab = labWithTraffic();
  const { id, availabilityZone } = firstOf(lab);
  lab.freeze(id);
  expect(conditionOf(lab.snapshot, lab.seconds).instances.get(id)).toMatchObject({
    tone: "bad",
    word: "frozen",
    reach: "broken",
  });
  lab.zone(availabilityZone, true);
  expect(conditionOf(lab.snapshot, lab.seconds).instances.get(id)?.word).toBe("zone lost");
});

test("a fault is shown on the service it hits", () => {
  const lab = labWithTraffic();
  lab.addFaults([
    { service: "dynamodb", probability: 1, error: { statusCode: 400, code: "ThrottlingException" } },
  ]);
  const { table, parameter } = conditionOf(lab.snapshot, lab.seconds);
  expect(table).toEqual({ tone: "bad", word: "ThrottlingException" });
  expect(parameter.tone).toBe("ok");
});
