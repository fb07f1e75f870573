import { expect, test } from "vitest";
import { readyText } from "../../src/commands/ready-text.ts";
import type { RunningLab } from "../../src/running/running-lab.ts";
import type { RunningLabRecord } from "../../src/state/state-file.ts";

/** As much of a lab as the text reads. */
function labWith(build: string): RunningLab {
  const describe = () => ({ availabilityZones: ["us-east-1a", "us-east-1b"], desiredCapacity: 2 });
  return {
    record: { stack: "mine", consoleUrl: "http://127.0.0.1:8081", consolePort: 8081, awsEndpointUrl: "" },
    serving: () => ({ build, pageUrl: "http://127.0.0.1:8080", group: { running: { describe } } }),
  } as unknown as RunningLab;
}

test("the suggestions tell the story for the build that serves", () => {
  const hard = readyText(labWith("basic"), []);
  expect(hard).toContain("the page turns into a 502");
  expect(hard).toContain("lab switch error-handling");
  const soft = readyText(labWith("error-handling"), []);
  expect(soft).toContain("all users get the same recommendation");
  expect(soft).toContain("lab switch basic");
  expect(readyText(labWith("custom"), [])).toContain("lab switch error-handling");
});

test("with another lab running, the text names it, and each command has a console port", () => {
  const other = { stack: "basic", consoleUrl: "http://127.0.0.1:9" } as RunningLabRecord;
  const text = readyText(labWith("basic"), [other]);
  expect(text).toContain("Also running  basic, console http://127.0.0.1:9");
  expect(text.match(/pnpm\S* (-s )?lab .*/g)?.every((line) => line.includes("--console-port 8081"))).toBe(
    true,
  );
});
