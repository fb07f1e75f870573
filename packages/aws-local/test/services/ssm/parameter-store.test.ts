import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type SampleRegion, startSampleRegion, switchParameterName } from "../../sample-region.ts";

let lab: SampleRegion;
let ssm: SSMClient;

beforeEach(async () => {
  lab = await startSampleRegion();
  ssm = new SSMClient(lab.clientConfig);
});
afterEach(async () => {
  ssm.destroy();
  await lab.close();
});

const put = (Name: string, Value: string) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));
const get = (Name: string) => ssm.send(new GetParameterCommand({ Name }));

describe("Parameter Store in the lab", () => {
  test("starts with the program's parameter at version 1", async () => {
    const { Parameter } = await get(switchParameterName);
    expect(Parameter).toMatchObject({
      Name: switchParameterName,
      Type: "String",
      Value: "true",
      Version: 1,
      DataType: "text",
      ARN: `arn:aws:ssm:us-east-1:123456789012:parameter${switchParameterName}`,
    });
    expect(Parameter?.LastModifiedDate).toBeInstanceOf(Date);
  });
});

describe("Parameter Store as on AWS", () => {
  test("raises the version with every write and keeps the old values", async () => {
    expect((await put(switchParameterName, "false")).Version).toBe(2);
    expect((await get(switchParameterName)).Parameter?.Value).toBe("false");
    const first = await get(`${switchParameterName}:1`);
    expect(first.Parameter).toMatchObject({ Value: "true", Selector: ":1" });
  });

  test("answers a missing parameter with ParameterNotFound and, like AWS, without a message", async () => {
    const error = await get("/missing").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ParameterNotFound);
    expect((error as ParameterNotFound).message).toBe("UnknownError");
    expect((error as ParameterNotFound).$metadata.httpStatusCode).toBe(400);
  });

  test("answers a missing version with ParameterVersionNotFound", async () => {
    await expect(get(`${switchParameterName}:7`)).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
  });

  test("finds a parameter by its ARN", async () => {
    const arn = (await get(switchParameterName)).Parameter?.ARN ?? "";
    expect((await get(arn)).Parameter?.Name).toBe(switchParameterName);
  });

  test("refuses to overwrite without Overwrite", async () => {
    const again = ssm.send(
      new PutParameterCommand({ Name: switchParameterName, Value: "x", Type: "String" }),
    );
    await expect(again).rejects.toBeInstanceOf(ParameterAlreadyExists);
  });

  test.each([
    ["no type on creation", { Name: "/new", Value: "x" }, "ValidationException", "type is required"],
    [
      "a malformed name",
      { Name: "/a b", Value: "x", Type: "String" },
      "ValidationException",
      "Parameter name",
    ],
    ["a reserved name", { Name: "/aws/x", Value: "x", Type: "String" }, "AccessDeniedException", "reserved"],
    ["an empty value", { Name: "/new", Value: "", Type: "String" }, "ValidationException", "length greater"],
    ["a nested parameter", { Name: "/new", Value: "{{x}}", Type: "String" }, "ValidationException", "nest"],
    [
      "a value over 4 KB",
      { Name: "/new", Value: "x".repeat(4097), Type: "String" },
      "ValidationException",
      "4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier.",
    ],
    [
      "more than 15 levels",
      { Name: "/l".repeat(16), Value: "x", Type: "String" },
      "HierarchyLevelLimitExceededException",
      "15 levels",
    ],
    [
      "an unknown type",
      { Name: "/new", Value: "x", Type: "Number" },
      "ValidationException",
      "enum value set: [SecureString, StringList, String]",
    ],
    [
      "a value that its pattern forbids",
      { Name: "/new", Value: "maybe", Type: "String", AllowedPattern: "true|false" },
      "ParameterPatternMismatchException",
      "allowedPattern",
    ],
    [
      "a pattern that is none",
      { Name: "/new", Value: "x", Type: "String", AllowedPattern: "(" },
      "InvalidAllowedPatternException",
      "not valid",
    ],
  ])("refuses a write with %s", async (_what, input, name, message) => {
    const write = ssm.send(new PutParameterCommand(input as never));
    await expect(write).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  test("lists what it cannot find as invalid instead of failing GetParameters", async () => {
    const answer = await ssm.send(new GetParametersCommand({ Names: [switchParameterName, "/missing"] }));
    expect(answer.Parameters?.map(({ Name }) => Name)).toEqual([switchParameterName]);
    expect(answer.InvalidParameters).toEqual(["/missing"]);
  });

  test("returns parameters in the order of their names, each once", async () => {
    await put("/z", "x");
    await put("/a", "x");
    const Names = ["/z", "/missing-b", switchParameterName, "/a", "/z", "/missing-a"];
    const answer = await ssm.send(new GetParametersCommand({ Names }));
    expect(answer.Parameters?.map(({ Name }) => Name)).toEqual(["/a", switchParameterName, "/z"]);
    expect(answer.InvalidParameters).toEqual(["/missing-a", "/missing-b"]);
  });

  test("shows a SecureString's value only with decryption", async () => {
    await ssm.send(new PutParameterCommand({ Name: "/secret", Value: "geheim", Type: "SecureString" }));
    const valueWhen = async (WithDecryption?: boolean) =>
      (await ssm.send(new GetParameterCommand({ Name: "/secret", WithDecryption }))).Parameter?.Value;
    expect(await valueWhen(true)).toBe("geheim");
    expect(await valueWhen()).toMatch(/^AQICAH[\w+/]+=*$/);
    const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path: "/" }));
    expect(Parameters?.find(({ Name }) => Name === "/secret")?.Value).toBe(await valueWhen(false));
  });

  test("treats empty strings, which generated clients send, as absent", async () => {
    const write = {
      Name: "/generated",
      Value: "x",
      Type: "String" as const,
      AllowedPattern: "",
      Description: "",
      KeyId: "",
    };
    await ssm.send(new PutParameterCommand({ ...write, Policies: "", DataType: "" }));
    const { Parameters } = await ssm.send(
      new DescribeParametersCommand({
        NextToken: "",
        ParameterFilters: [{ Key: "Name", Values: ["/generated"], Option: "" }],
      }),
    );
    expect(Parameters?.[0]).not.toHaveProperty("AllowedPattern");
    expect(Parameters?.[0]).not.toHaveProperty("Description");
    expect(Parameters?.[0]?.DataType).toBe("text");
  });

  test("lists a parameter's tags, and refuses other resources", async () => {
    const Tags = [{ Key: "team", Value: "shop" }];
    await ssm.send(new PutParameterCommand({ Name: "/tagged", Value: "x", Type: "String", Tags }));
    const tagsOf = async (ResourceId: string) =>
      (await ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId }))).TagList;
    expect(await tagsOf("/tagged")).toEqual(Tags);
    expect(await tagsOf(switchParameterName)).toEqual([]);
    await expect(tagsOf("/missing")).rejects.toMatchObject({ name: "InvalidResourceId" });
  });

  test("accepts at most ten names at once", async () => {
    const Names = Array.from({ length: 11 }, (_, index) => `/p${index}`);
    await expect(ssm.send(new GetParametersCommand({ Names }))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("length less than or equal to 10"),
    });
  });

  test("reads a path page by page, and sub-paths only with Recursive", async () => {
    for (const name of ["/path/a", "/path/b", "/path/c", "/path/sub/d"]) {
      await put(name, "x");
    }
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(
        new GetParametersByPathCommand({ Path: "/path", Recursive: true, MaxResults: 3, NextToken }),
      );
      names.push(...(page.Parameters ?? []).map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(names).toEqual(["/path/a", "/path/b", "/path/c", "/path/sub/d"]);
    const flat = await ssm.send(new GetParametersByPathCommand({ Path: "/path/" }));
    expect(flat.Parameters).toHaveLength(3);
  });

  test.each([
    [
      "a key that paths do not take",
      { Path: "/", ParameterFilters: [{ Key: "Name", Values: ["a"] }] },
      "[Type, KeyId]",
    ],
    [
      "a path that is none",
      { Path: "a" },
      'must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
    ],
  ])("refuses %s", async (_what, input, message) => {
    await expect(ssm.send(new GetParametersByPathCommand(input))).rejects.toMatchObject({
      message: expect.stringContaining(message),
    });
  });

  test("accepts the older filters of DescribeParameters, and refuses both kinds at once", async () => {
    await put("/other", "x");
    const Filters = [{ Key: "Name" as const, Values: ["/soft-landing"] }];
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ Filters }));
    expect(Parameters?.map(({ Name }) => Name)).toEqual([switchParameterName]);
    const ParameterFilters = [{ Key: "Type", Values: ["String"] }];
    await expect(
      ssm.send(new DescribeParametersCommand({ Filters, ParameterFilters })),
    ).rejects.toMatchObject({
      message: "You can use either Filters or ParameterFilters, not both.",
    });
    const unknown = [{ Key: "Tier" as "Name", Values: ["Standard"] }];
    await expect(ssm.send(new DescribeParametersCommand({ Filters: unknown }))).rejects.toMatchObject({
      message: expect.stringContaining(
        "'filters.1.member.key' failed to satisfy constraint: Member must satisfy enum value set: [Name, Type, KeyId]",
      ),
    });
  });

  test("refuses a token that it did not issue", async () => {
    const page = ssm.send(new GetParametersByPathCommand({ Path: "/", NextToken: "bm9wZQ" }));
    await expect(page).rejects.toMatchObject({ name: "InvalidNextToken" });
  });

  test("describes parameters without their values, filtered by name", async () => {
    await put("/other", "x");
    const { Parameters } = await ssm.send(
      new DescribeParametersCommand({
        ParameterFilters: [{ Key: "Name", Option: "BeginsWith", Values: ["/soft-landing"] }],
      }),
    );
    expect(Parameters).toHaveLength(1);
    expect(Parameters?.[0]).toMatchObject({
      Name: switchParameterName,
      Tier: "Standard",
      Description: "The switch",
      Version: 1,
    });
    expect(Parameters?.[0]).not.toHaveProperty("Value");
  });
});
