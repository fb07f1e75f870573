import { labStacksSchema, type Second, secondSchema } from "@soft-landing/shared/lab-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnLab, startOwnLab } from "../own-lab.ts";
import { visit } from "../page-visits.ts";
import { useOwnStateHome } from "../state-home.ts";

useOwnStateHome();
let lab: OwnLab;
beforeAll(async () => {
  lab = await startOwnLab("basic");
  await lab.control.setTraffic(20);
});
afterAll(() => lab?.stop());

const limit = { timeout: 20_000 };

async function ask(method: "POST" | "DELETE", stack: string) {
  const response = await fetch(`${lab.consoleUrl}/api/stacks`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ stack }),
  });
  return { status: response.status, body: await response.text() };
}

const phases = async () =>
  Object.fromEntries((await lab.control.stacks()).stacks.map(({ name, phase }) => [name, phase]));

/** All that the lab tells of a stack's seconds, up to one with an answer. */
async function secondsOf(stack: string): Promise<Second[]> {
  const { body } = await fetch(`${lab.consoleUrl}/api/events?lastEventId=0`);
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const seconds = [...text.matchAll(/^event: second\n(?:id: \d+\n)?data: (.*)\n\n/gm)].map(
      ([, data = ""]) => secondSchema.parse(JSON.parse(data)),
    );
    const own = seconds.filter((second) => second.stack === stack);
    if (own.some(({ answers }) => answers.length > 0)) {
      return own;
    }
  }
  throw new Error("the stream of events ended");
}

test("a stack comes up beside the first one, and gets no traffic before it serves", async () => {
  const { status, body } = await ask("POST", "error-handling");
  expect(status).toBe(202);
  expect(labStacksSchema.parse(JSON.parse(body)).offers).toContain("error-handling");
  await expect.poll(phases, limit).toEqual({ basic: "up", "error-handling": "coming" });
  await expect.poll(phases, limit).toEqual({ basic: "up", "error-handling": "up" });
  const { pageUrl } = await lab.control.snapshot("error-handling");
  expect((await visit(pageUrl)).statusCode).toBe(200);
  const failures = (await secondsOf("error-handling")).flatMap(({ failures }) => failures);
  expect(failures).toEqual([]);
});

test.each([
  ["POST", "error-handling", "The lab cannot start stack error-handling."],
  ["POST", "no-such-stack", "The lab cannot start stack no-such-stack."],
  [
    "DELETE",
    "basic",
    "Stack basic is the lab's first stack. Only a stack that was started next to it can be removed.",
  ],
] as const)("%s of %s is refused with the reason", async (method, stack, reason) => {
  const { status, body } = await ask(method, stack);
  expect([status, JSON.parse(body).error]).toEqual([409, reason]);
});

test("it is removed with all of its instances, and can come up again", async () => {
  const { autoScalingGroup } = await lab.control.snapshot("error-handling");
  expect(autoScalingGroup.instances).toHaveLength(3);
  expect((await ask("DELETE", "error-handling")).status).toBe(202);
  expect(await phases()).toEqual({ basic: "up", "error-handling": "going" });
  expect((await ask("DELETE", "error-handling")).status).toBe(409);
  await expect.poll(phases, limit).toEqual({ basic: "up" });
  for (const { pid } of autoScalingGroup.instances) {
    expect(() => process.kill(pid ?? 0, 0)).toThrow("ESRCH");
  }
  expect((await lab.control.stacks()).offers).toContain("error-handling");
});
