import { expect, test } from "vitest";
import { plainProperties, withSecretsOf } from "../../../src/provider/values/plain.ts";
import {
  Asset,
  OutputValue,
  ResourceReference,
  Secret,
  unknown,
} from "../../../src/provider/values/property-value.ts";

test("handlers see plain values of secrets and outputs, at any depth", () => {
  expect(
    plainProperties({
      password: new Secret({ text: new OutputValue("hunter2", ["urn:a"]) }),
      list: [new Secret(1), unknown],
    }),
  ).toEqual({ password: { text: "hunter2" }, list: [1, unknown] });
});

test("a resource is its id, or its URN if it has none", () => {
  expect(
    plainProperties({
      made: new ResourceReference("urn:made", "i-1"),
      planned: new ResourceReference("urn:planned", unknown),
      component: new ResourceReference("urn:component"),
    }),
  ).toEqual({ made: "i-1", planned: unknown, component: "urn:component" });
});

test("assets are unchanged", () => {
  const source = new Asset({ path: "/some/file" });
  expect(plainProperties({ source }).source).toBe(source);
});

test("an output is secret if the input was", () => {
  const inputs = { value: new Secret("hunter2"), type: "SecureString" };
  const outputs = { value: "hunter2", type: "SecureString", arn: "arn:1" };
  expect(withSecretsOf(inputs, outputs)).toEqual({ ...outputs, value: new Secret("hunter2") });
});

test("in a map only the secret part is secret, in a list all elements", () => {
  const inputs = { map: { open: 1, hidden: new Secret(2) }, list: [1, new Secret(2)] };
  expect(withSecretsOf(inputs, { map: { open: 1, hidden: 2 }, list: [2, 1] })).toEqual({
    map: { open: 1, hidden: new Secret(2) },
    list: new Secret([2, 1]),
  });
});

test("a secret output value is a secret", () => {
  const inputs = { value: new OutputValue("hunter2", [], true) };
  expect(withSecretsOf(inputs, { value: "hunter2" })).toEqual({ value: new Secret("hunter2") });
});

test("a secret property that is missing stays missing", () => {
  expect(withSecretsOf({ value: new Secret(1) }, { value: undefined })).toEqual({ value: undefined });
});
