import { expect, test } from "vitest";
import { turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, bytes, silence } from "./raw-target.ts";
import { codeCounts, startRigWithTarget } from "./rig.ts";

const get = (path = "/") => `GET ${path} HTTP/1.1\r\nHost: web\r\n\r\n`;

test("pipelined requests that the load balancer answers itself follow the target's answer, in order", async () => {
  const { rig, target } = await startRigWithTarget(silence);
  rig.listener.update({
    ...rig.listenerSettings,
    rules: [404, 410].map((statusCode, index) => ({
      priority: index + 1,
      conditions: [{ field: "path-pattern", values: [`/${statusCode}`] }],
      action: { type: "fixed-response", statusCode },
    })),
  });
  const client = await RawClient.send(rig.port, get("/1") + get("/404") + get("/410") + get("/2"));
  await target.until(() => target.requestLines.length === 1);
  target.react = answer("last");
  answer("page")(target.socketOfLastRequest(), "");
  expect(statusesIn(await client.until(/last$/))).toEqual([200, 404, 410, 200]);
  client.close();
});

test("more pipelined requests than may wait are all answered", async () => {
  const { rig, target } = await startRigWithTarget(silence);
  const client = await RawClient.send(rig.port, get());
  await target.until(() => target.requestLines.length === 1);
  client.write(get().repeat(99) + get("/last"));
  await turn();
  target.react = (socket, head) => answer(head.includes("/last") ? "last" : "page")(socket, head);
  answer("page")(target.socketOfLastRequest(), "");
  expect(statusesIn(await client.until(/last$/))).toEqual(Array(101).fill(200));
  client.close();
});

test("a response that has begun breaks off if the rest of its request cannot be read", async () => {
  const { rig, target } = await startRigWithTarget(
    bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
  );
  const head = "POST / HTTP/1.1\r\nHost: web\r\nTransfer-Encoding: chunked\r\n\r\n";
  const client = await RawClient.send(rig.port, `${head}1\r\na\r\n`);
  await client.until(/hello/);
  client.write("no chunk\r\n");
  expect(await client.untilClosed()).toMatch(/5\r\nhello\r\n$/);
  await target.until(() => target.sockets.size === 0);
  expect(codeCounts(rig)).toMatchObject({ HTTPCode_Target_2XX_Count: 1 });
});

test("a target's Date is passed on, and none is added beside it", async () => {
  const date = "Date: Thu, 01 Jan 1970 00:00:00 GMT";
  const { rig } = await startRigWithTarget(answer("hello", `${date}\r\n`));
  const client = await RawClient.send(rig.port, get());
  const received = await client.until(/hello$/);
  expect(received.match(/^date:.*$/gim)?.map((line) => line.trim())).toEqual([date]);
  client.close();
});
