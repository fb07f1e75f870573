import { describe, expect, test } from "vitest";
import { faultMessage } from "../../src/faults/fault-message.ts";

const call = {
  action: "dynamodb:GetItem",
  callerArn: "arn:aws:sts::123456789012:assumed-role/server/i-1",
  resource: "arn:aws:dynamodb:us-east-1:123456789012:table/shows",
};

describe("the message of a fault's error", () => {
  test.each([
    ["AccessDenied", "AccessDeniedException"],
    ["Throttling", "ThrottlingException"],
    ["InternalFailure", "InternalServerError"],
    ["ServiceUnavailable", "ServiceUnavailableException"],
  ])("is the same under %s, the query protocol's name, and %s", (query, json) => {
    expect(faultMessage(query, call)).toBe(faultMessage(json, call));
  });

  test("names the caller, the action and the resource, as IAM does", () => {
    expect(faultMessage("AccessDeniedException", call)).toBe(
      "User: arn:aws:sts::123456789012:assumed-role/server/i-1 is not authorized to perform: dynamodb:GetItem " +
        "on resource: arn:aws:dynamodb:us-east-1:123456789012:table/shows " +
        "because no identity-based policy allows the dynamodb:GetItem action",
    );
    expect(faultMessage("AccessDenied", { ...call, resource: undefined })).toMatch(
      / is not authorized to perform: dynamodb:GetItem because no /,
    );
  });

  test.each([
    ["ProvisionedThroughputExceededException", "provisioned throughput"],
    ["RequestLimitExceeded", "throughput limit for your account"],
    ["ThrottlingException", "Rate exceeded"],
    ["ResourceNotFoundException", "not found"],
    ["InternalServerError", "Internal server error"],
    ["ServiceUnavailableException", "unable to handle request"],
  ])("of %s is the service's own sentence, without a sign of the lab", (code, words) => {
    expect(faultMessage(code, call)).toContain(words);
    expect(faultMessage(code, call)).not.toMatch(/fault|lab\b/);
  });

  test("of any other code names the fault, its code and the call", () => {
    expect(faultMessage("MyOwnError", call)).toBe(
      "A fault of the lab answers dynamodb:GetItem with MyOwnError.",
    );
  });
});
