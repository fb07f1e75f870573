import { expect, test } from "vitest";
import { EnvironmentMistake, readEnvironment } from "../src/environment.ts";

const complete = {
  HOST: "127.0.0.1",
  PORT: "8080",
  AWS_REGION: "us-east-1",
  RECOMMENDATION_TABLE: "table",
  RECOMMENDATION_SWITCH_PARAMETER: "/switch",
};

test("is read as user data writes it, with the port as a number", () => {
  expect(readEnvironment(complete)).toEqual({ ...complete, PORT: 8_080 });
});

test("without HOST the server listens on every address", () => {
  const { HOST: _, ...rest } = complete;
  expect(readEnvironment(rest).HOST).toBe("0.0.0.0");
});

test("all mistakes are named at once, each with its variable and value", () => {
  const { AWS_REGION: _, ...rest } = complete;
  const read = () => readEnvironment({ ...rest, PORT: "eighty", RECOMMENDATION_TABLE: "" });
  expect(read).toThrow(EnvironmentMistake);
  expect(read).toThrow(/PORT is "eighty".*AWS_REGION is not set.*RECOMMENDATION_TABLE is ""/);
});

test("an empty port is a mistake, not port 0", () => {
  expect(() => readEnvironment({ ...complete, PORT: "" })).toThrow(/PORT is ""/);
});
