import { type ActionOffer, faultSchema } from "@soft-landing/shared/lab-api";
import { expect, test } from "vitest";
import { z } from "zod";
import { commandLineOf, fieldsOf, keyOf, parametersOf, valuesOf } from "../../src/views/action-form.ts";

const addFault: ActionOffer = {
  name: "add-fault",
  title: "Add a fault",
  description: "",
  command: "pnpm lab fault set",
  parameters: z.toJSONSchema(faultSchema, { io: "input" }),
  presets: [],
};

const kill: ActionOffer = {
  name: "kill-instance",
  title: "Kill an instance",
  description: "",
  command: "pnpm lab kill <instance>",
  parameters: z.toJSONSchema(
    z.strictObject({
      instance: z.string().optional().meta({ description: "an instance's id", selector: "instance" }),
      position: z.int().optional().meta({ description: "instead: its place" }),
    }),
  ),
  presets: [],
};

const throttled = {
  service: "dynamodb",
  error: { code: "ThrottlingException", statusCode: 503 },
  probability: 0.5,
  target: { availabilityZone: "us-east-1a" },
};

test("a form has a field for each option and argument of the verb, but not for parameters of experiments", () => {
  expect(fieldsOf(addFault).map(keyOf)).toEqual([
    "service",
    "operation",
    "probability",
    "error.code",
    "error.statusCode",
    "latencyMs",
    "latencyJitterMs",
    "hang",
    "target.instance",
    "target.availabilityZone",
  ]);
  expect(fieldsOf(kill).map(keyOf)).toEqual(["instance"]);
});

test("a field has its choices and its subject", () => {
  const fields = fieldsOf(addFault);
  expect(fields.find(({ name }) => name === "service")).toMatchObject({
    choices: expect.arrayContaining(["dynamodb", "ssm"]),
    selector: "service",
  });
  expect(fields.find(({ name }) => name === "probability")).toMatchObject({
    kind: "number",
    usual: "1",
    minimum: 0,
    maximum: 1,
  });
});

test("parameters survive the form unchanged", () => {
  const fields = fieldsOf(addFault);
  expect(parametersOf(fields, valuesOf(fields, throttled))).toEqual(throttled);
  expect(faultSchema.safeParse(parametersOf(fields, valuesOf(fields, throttled))).success).toBe(true);
});

test("the command line does what the form does, without default values", () => {
  const fields = fieldsOf(addFault);
  expect(commandLineOf(addFault, fields, valuesOf(fields, throttled))).toBe(
    "pnpm lab fault set --service dynamodb --probability 0.5 --error ThrottlingException --status 503 --zone us-east-1a",
  );
  expect(commandLineOf(addFault, fields, valuesOf(fields, { ...throttled, probability: 1 }))).toBe(
    "pnpm lab fault set --service dynamodb --error ThrottlingException --status 503 --zone us-east-1a",
  );
  expect(commandLineOf(addFault, fields, { hang: "true" })).toBe("pnpm lab fault set --hang");
  expect(commandLineOf(addFault, fields, { hang: "false" })).toBe("pnpm lab fault set");
});

test("an argument without a value has the verb's placeholder", () => {
  const fields = fieldsOf(kill);
  expect(commandLineOf(kill, fields, {})).toBe("pnpm lab kill <instance>");
  expect(commandLineOf(kill, fields, { instance: "i-1" })).toBe("pnpm lab kill i-1");
});

test("text with a meaning for the shell is quoted", () => {
  expect(commandLineOf(kill, fieldsOf(kill), { instance: "a'b c" })).toBe("pnpm lab kill 'a'\\''b c'");
});
