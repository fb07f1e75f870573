import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { failingUnlessEnabled } from "../../src/dependencies/recommendations.ts";
import { switchInParameterStore } from "../../src/dependencies/switch.ts";

/** The switch in a Parameter Store that gives this answer. */
async function switchAnswered(status: number, answer: object) {
  const server = createServer(async (request, response) => {
    const asked = Buffer.concat(await request.toArray()).toString();
    const known = asked === '{"Name":"/switch"}';
    response.writeHead(known ? status : 400, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(known ? answer : { __type: "ValidationException", message: asked }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new SSMClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  return {
    read: switchInParameterStore(client, "/switch"),
    [Symbol.dispose]() {
      client.destroy();
      server.close().closeAllConnections();
    },
  };
}

test("the switch is the parameter's value", async () => {
  using parameter = await switchAnswered(200, { Parameter: { Name: "/switch", Value: "false" } });
  expect(await parameter.read()).toBe("false");
});

test("a missing parameter rejects under the name that AWS gives it", async () => {
  using parameter = await switchAnswered(400, { __type: "ParameterNotFound" });
  await expect(parameter.read()).rejects.toMatchObject({ name: "ParameterNotFound" });
});

test.each<[string, object]>([
  ["no parameter", {}],
  ["a parameter without a value", { Parameter: {} }],
  ["a value that is no text", { Parameter: { Value: 5 } }],
])("the value of %s is empty, which is off", async (_what, answer) => {
  using parameter = await switchAnswered(200, answer);
  expect(await parameter.read()).toBe("");
});

test("an answer without a value does not enable the service", async () => {
  using parameter = await switchAnswered(200, {});
  const get = failingUnlessEnabled(() => expect.fail("was called"), parameter.read);
  await expect(get("1")).rejects.toMatchObject({ name: "RecommendationServiceDisabled" });
});
