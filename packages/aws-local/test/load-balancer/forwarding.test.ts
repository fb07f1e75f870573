import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { pass, turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer, bytes, bytesThenFin, type RawTarget, silence } from "./raw-target.ts";
import { codeCounts, startRig, startRigWithTarget } from "./rig.ts";

const get = (path = "/", headers = "") => `GET ${path} HTTP/1.1\r\nHost: web\r\n${headers}\r\n`;
const post = (headers: string, body = "") => `POST / HTTP/1.1\r\nHost: web\r\n${headers}\r\n${body}`;

describe("forwarding, as on AWS", () => {
  test("adds the forwarding headers and a trace id, and says keep-alive to the target", async () => {
    const { rig, target } = await startRigWithTarget();
    await exchange(rig.port, get("/page?x=1", "Accept: text/html\r\nConnection: close\r\n"));
    expect(target.requestLines).toEqual(["GET /page?x=1 HTTP/1.1"]);
    const headers = headersOf(target);
    expect(headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(headers["x-forwarded-proto"]).toBe("http");
    expect(headers["x-forwarded-port"]).toBe(String(rig.port));
    expect(headers["x-amzn-trace-id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(headers.accept).toBe("text/html");
    expect(headers.connection).toBe("keep-alive");
  });

  test("appends the client to X-Forwarded-For, adds itself first in a trace, and adds the listener's port to Host", async () => {
    const { rig, target } = await startRigWithTarget();
    await exchange(
      rig.port,
      get("/", "X-Forwarded-For: 10.1.2.3\r\nX-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678\r\n"),
    );
    const headers = headersOf(target);
    expect(headers["x-forwarded-for"]).toBe("10.1.2.3, 127.0.0.1");
    expect(headers["x-amzn-trace-id"]).toMatch(
      /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678$/,
    );
    expect(headers.host).toBe(`web:${rig.port}`);
  });

  test.for([
    { mode: "preserve", expected: "10.1.2.3" },
    { mode: "remove", expected: undefined },
  ] as const)("xff_header_processing.mode $mode leaves $expected", async ({ mode, expected }) => {
    const { rig, target } = await startRigWithTarget(undefined, {
      settings: { xffHeaderProcessingMode: mode },
    });
    await exchange(rig.port, get("/", "X-Forwarded-For: 10.1.2.3\r\n"));
    expect(headersOf(target)["x-forwarded-for"]).toBe(expected);
  });

  test("writes the host name in lower case", async () => {
    const { rig, target } = await startRigWithTarget();
    await exchange(rig.port, "GET / HTTP/1.1\r\nHost: WWW.Example\r\n\r\n");
    expect(headersOf(target).host).toBe(`www.example:${rig.port}`);
  });

  test("sends its own DNS name as Host if an HTTP/1.0 client sent none", async () => {
    const { rig, target } = await startRigWithTarget();
    const client = await RawClient.send(rig.port, "GET / HTTP/1.0\r\n\r\n");
    await client.untilClosed();
    expect(headersOf(target).host).toBe(rig.options.settings.dnsName);
  });

  test("does not change the Host header if it is to be preserved", async () => {
    const { rig, target } = await startRigWithTarget(undefined, { settings: { preserveHostHeader: true } });
    await exchange(rig.port, "GET / HTTP/1.1\r\nHost: WWW.Example\r\n\r\n");
    expect(headersOf(target).host).toBe("WWW.Example");
  });

  test("keeps headers that belong to the client's hop, and those Connection names, from the target", async () => {
    const { rig, target } = await startRigWithTarget();
    const hop =
      "Connection: keep-alive, X-Private, X-Forwarded-For\r\nKeep-Alive: timeout=9\r\nTE: trailers\r\nProxy-Connection: x\r\nX-Private: 1\r\nUpgrade: h2c\r\n";
    await exchange(rig.port, get("/", `${hop}X-Public: 2\r\nX-Forwarded-For: 10.0.0.1\r\n`));
    const headers = headersOf(target);
    expect(headers).toMatchObject({ "x-public": "2", "x-forwarded-for": "10.0.0.1, 127.0.0.1" });
    for (const name of ["keep-alive", "te", "proxy-connection", "x-private", "upgrade"]) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  test("keeps headers that belong to the target's hop from the client", async () => {
    const { rig } = await startRigWithTarget(
      answer(
        "hi",
        "Connection: keep-alive, X-Private\r\nKeep-Alive: timeout=5\r\nX-Private: 1\r\nX-Public: 2\r\n",
      ),
    );
    const received = await exchange(rig.port, get());
    expect(received).toContain("X-Public: 2\r\n");
    expect(received).not.toMatch(/X-Private|timeout=5/);
  });

  test("drops header names with characters other than letters, digits and hyphens if it is told to", async () => {
    const request = get("/", "X_Under: 1\r\nX.Dot: 2\r\nX-Good: 3\r\n");
    const strict = await startRigWithTarget(undefined, { settings: { dropInvalidHeaderFields: true } });
    await exchange(strict.rig.port, request);
    expect(headersOf(strict.target)).not.toHaveProperty("x_under");
    expect(headersOf(strict.target)).not.toHaveProperty("x.dot");
    expect(headersOf(strict.target)["x-good"]).toBe("3");

    const lenient = await startRigWithTarget();
    await exchange(lenient.rig.port, request);
    expect(headersOf(lenient.target)).toMatchObject({ x_under: "1", "x.dot": "2" });
  });

  test("passes a body of known length and a chunked one on with their framing", async () => {
    const { rig, target } = await startRigWithTarget(silence);
    const known = await RawClient.send(rig.port, post("Content-Length: 5\r\n", "hello"));
    await target.until(() => target.received.endsWith("\r\n\r\nhello"));
    expect(headersOf(target)["content-length"]).toBe("5");
    const chunked = await RawClient.send(
      rig.port,
      post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    );
    await target.until(() => target.received.endsWith("5\r\nhello\r\n0\r\n\r\n"));
    expect(headersOf(target)["transfer-encoding"]).toBe("chunked");
    known.close();
    chunked.close();
  });

  test("streams a request's body as it arrives", async () => {
    const { rig, target } = await startRigWithTarget(silence);
    const client = await RawClient.send(rig.port, post("Content-Length: 10\r\n", "first"));
    await target.until(() => target.received.endsWith("first"));
    client.write("later");
    await target.until(() => target.received.endsWith("firstlater"));
    client.close();
  });

  test("streams a chunked response as it arrives", async () => {
    const { rig, target } = await startRigWithTarget(
      bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
    );
    const client = await RawClient.send(rig.port, get());
    await client.until(/Transfer-Encoding: chunked\r\n/);
    const [socket] = target.sockets;
    socket?.write("5\r\nfirst\r\n");
    await client.until(/first/);
    socket?.write("5\r\nlater\r\n0\r\n\r\n");
    await client.until(/later\r\n0\r\n\r\n$/);
    client.close();
  });

  test("streams a long response of known length and closes the connection if the target breaks off", async () => {
    const body = "x".repeat(20_000);
    const { rig, target } = await startRigWithTarget(
      bytes(`HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n${body}`),
    );
    const client = await RawClient.send(rig.port, get());
    await client.until(/x{20000}$/);
    for (const socket of target.sockets) {
      socket.destroy();
    }
    await client.untilClosed();
    expect(codeCounts(rig)).toEqual({ HTTPCode_Target_2XX_Count: 1 });
  });

  test("stops reading from the target while the client does not read", async () => {
    const { rig, target } = await startRigWithTarget(
      bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
    );
    const client = await RawClient.send(rig.port, get());
    await client.until(/chunked/);
    client.socket.pause();
    const [socket] = target.sockets;
    const block = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    let sent = 0;
    while (socket?.write(block) && sent < 1000) {
      sent++;
    }
    for (let i = 0; i < 20; i++) {
      await turn();
    }
    // Everything between the target and the client that may hold bytes is far smaller than what was offered.
    for (let i = 0; i < 1000; i++) {
      socket?.write(block);
    }
    for (let i = 0; i < 50; i++) {
      await turn();
    }
    expect(socket?.writableLength).toBeGreaterThan(30_000_000);
    client.close();
  });

  test("stops reading from the client while the target does not read", async () => {
    const { rig, target } = await startRigWithTarget((socket) => socket.pause());
    const client = await RawClient.send(rig.port, post("Content-Length: 100000000\r\n"));
    client.write("x");
    await target.until(() => target.requestLines.length === 1);
    client.write("x".repeat(60_000_000));
    for (let i = 0; i < 100; i++) {
      await turn();
    }
    expect(client.socket.writableLength).toBeGreaterThan(30_000_000);
    client.close();
  });

  test("stops reading from a client while its pipelined requests wait", async () => {
    const { rig, target } = await startRigWithTarget(silence);
    const client = await RawClient.send(rig.port, get());
    await target.until(() => target.requestLines.length === 1);
    client.write(get("/", `X-Long: ${"x".repeat(1000)}\r\n`).repeat(60_000));
    for (let i = 0; i < 100; i++) {
      await turn();
    }
    expect(client.socket.writableLength).toBeGreaterThan(30_000_000);
    client.close();
  });

  test("answers HEAD with the target's length and no body", async () => {
    const { rig, target } = await startRigWithTarget(
      bytes("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"),
    );
    const client = await RawClient.send(rig.port, "HEAD / HTTP/1.1\r\nHost: web\r\n\r\n");
    const received = await client.until(/\r\n\r\n/);
    expect(received).toContain("Content-Length: 5000\r\n");
    expect(received.endsWith("\r\n\r\n")).toBe(true);
    expect(target.requestLines).toEqual(["HEAD / HTTP/1.1"]);
    client.close();
  });

  test("passes the target's own errors through and counts them as the target's", async () => {
    const { rig } = await startRigWithTarget(bytes("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"));
    expect(await exchange(rig.port, get(), /busy$/)).toMatch(/^HTTP\/1\.1 503 Busy\r\n/);
    expect(codeCounts(rig)).toEqual({ HTTPCode_Target_5XX_Count: 1 });
  });

  test("never sends a request to a second target or a second time", async () => {
    const { rig, target } = await startRigWithTarget(bytesThenFin(""));
    const other = await startRigWithTarget();
    await rig.registerHealthy(other.target.as("i-1"));
    const statuses = statusesIn(await exchange(rig.port, get("/1")));
    statuses.push(...statusesIn(await exchange(rig.port, get("/2"))));
    expect(statuses.sort()).toEqual([200, 502]);
    expect([...target.requestLines, ...other.target.requestLines].sort()).toEqual([
      "GET /1 HTTP/1.1",
      "GET /2 HTTP/1.1",
    ]);
  });

  test("answers pipelined requests one after the other, in order", async () => {
    const { rig, target } = await startRigWithTarget(silence);
    const client = await RawClient.send(rig.port, get("/1") + get("/2") + get("/3"));
    for (const number of [1, 2, 3]) {
      await target.until(() => target.requestLines.length === number);
      await turn();
      expect(target.requestLines).toHaveLength(number);
      answer(`page ${number}`)(target.socketOfLastRequest(), "");
      await client.until(new RegExp(`page ${number}$`));
    }
    client.close();
  });

  test("answers HTTP/1.0 clients without chunks and closes", async () => {
    const { rig, target } = await startRigWithTarget(
      bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
    );
    const client = await RawClient.send(rig.port, "GET / HTTP/1.0\r\n\r\n");
    const received = await client.untilClosed();
    expect(received).toMatch(/\r\n\r\nok$/);
    expect(received).not.toContain("Transfer-Encoding");
    expect(target.requestLines).toEqual(["GET / HTTP/1.1"]);
  });

  test("answers Expect: 100-continue itself and at once, and does not pass it on", async () => {
    const { rig, target } = await startRigWithTarget();
    const client = await RawClient.send(rig.port, post("Content-Length: 5\r\nExpect: 100-continue\r\n"));
    await client.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    client.write("hello");
    await client.until(/hello$/);
    expect(headersOf(target)).not.toHaveProperty("expect");
    client.close();
  });

  test("closes an idle keep-alive connection at the idle timeout, without an answer", async () => {
    const clock = manualClock();
    const { rig } = await startRigWithTarget(answer("hi"), { clock });
    const client = await RawClient.send(rig.port, get());
    await client.until(/hi$/);
    await pass(clock, 59_000);
    expect(client.closed).toBe(false);
    await pass(clock, 5_000);
    expect(await client.untilClosed()).toMatch(/hi$/);
    expect(codeCounts(rig)).toEqual({ HTTPCode_Target_2XX_Count: 1 });
  });

  test("does not treat a slow response as idle while bytes arrive", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(bytes("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"), {
      clock,
    });
    const client = await RawClient.send(rig.port, get());
    await target.until(() => target.requestLines.length === 1);
    for (const letter of "slow message") {
      await pass(clock, 40_000);
      target.socketOfLastRequest().write(letter);
      await turn();
    }
    await client.until(/slow message$/);
    client.close();
  });

  test("answers 408 to a request head that takes longer than the idle timeout", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(undefined, { clock });
    const client = await RawClient.connect(rig.port);
    for (const letter of "GET / HTTP/1.1\r\n") {
      client.write(letter);
      await turn();
      await pass(clock, 5_000);
    }
    expect(await client.until(/<\/html>/)).toMatch(/^HTTP\/1\.1 408 /);
    expect(target.requestLines).toEqual([]);
    client.close();
  });

  test("answers 408 to half a head after an answered request, but not to an idle connection", async () => {
    const clock = manualClock();
    const { rig, target } = await startRigWithTarget(answer("hi"), { clock });
    const client = await RawClient.send(rig.port, get());
    await client.until(/hi$/);
    await pass(clock, 30_000);
    client.write("GET / HTTP/1.1\r\nHo");
    await turn();
    await pass(clock, 65_000);
    expect(statusesIn(await client.untilClosed())).toEqual([200, 408]);
    expect(target.requestLines).toHaveLength(1);
    expect(rig.sum("HTTPCode_ELB_4XX_Count")).toBe(1);
  });

  test("closes a connection after a response once it is older than the client keep-alive", async () => {
    const clock = manualClock();
    const { rig } = await startRigWithTarget(answer("hi"), {
      clock,
      settings: { clientKeepAliveSeconds: 90 },
    });
    const client = await RawClient.send(rig.port, get());
    await client.until(/hi$/);
    await pass(clock, 50_000);
    client.write(get());
    await client.until(/hi.*hi$/s);
    expect(client.closed).toBe(false);
    await pass(clock, 45_000);
    client.write(get());
    const received = await client.untilClosed();
    expect(received.match(/Connection: (?:close|keep-alive)/gi)).toEqual([
      "Connection: keep-alive",
      "Connection: keep-alive",
      "Connection: close",
    ]);
  });

  test("reuses the target's connection, whatever its Keep-Alive header says", async () => {
    const { rig, target } = await startRigWithTarget(answer("hi", "Keep-Alive: timeout=1\r\n"));
    for (let i = 0; i < 3; i++) {
      await exchange(rig.port, get());
    }
    expect(new Set(target.servedBy).size).toBe(1);
  });

  test("answers 502 if the target closes a kept connection just as the request arrives", async () => {
    let served = 0;
    const { rig } = await startRigWithTarget((socket, head) => {
      served++;
      if (served === 1) {
        answer("hi")(socket, head);
      } else {
        socket.resetAndDestroy();
      }
    });
    expect(statusesIn(await exchange(rig.port, get()))).toEqual([200]);
    expect(statusesIn(await exchange(rig.port, get()))).toEqual([502]);
    expect(served).toBe(2);
  });

  test("the error page is an ALB's, with its headers in order and 122 bytes for 502", async () => {
    const { rig } = await startRigWithTarget(bytesThenFin(""));
    const received = await exchange(rig.port, get());
    const [head = "", body = ""] = received.split("\r\n\r\n");
    expect(head.split("\r\n").map((line) => line.split(":")[0])).toEqual([
      "HTTP/1.1 502 Bad Gateway",
      "Server",
      "Date",
      "Content-Type",
      "Content-Length",
      "Connection",
    ]);
    expect(head).toMatch(
      /Server: awselb\/2\.0\r\n.*Content-Type: text\/html\r\nContent-Length: 122\r\nConnection: keep-alive$/s,
    );
    expect(body).toBe(
      "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n",
    );
  });
});

test.each([
  [16 * 1024, 502],
  [16 * 1024 + 1, 200],
])("answers a response of %i bytes that the target breaks off with %i", async (length, status) => {
  const { rig } = await startRigWithTarget(
    bytesThenFin(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\nhello`),
  );
  const client = await RawClient.send(rig.port, get());
  await client.until(/\r\n\r\n/);
  expect(client.received).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  client.close();
});

test("passes on a body that ends with the target's FIN as chunks", async () => {
  const { rig } = await startRigWithTarget(bytesThenFin("HTTP/1.1 200 OK\r\n\r\nto the end"));
  expect(await exchange(rig.port, get(), /to the end\r\n0\r\n\r\n$/)).toContain("Transfer-Encoding: chunked");
});

test.for([204, 304])("passes %s on without a body", async (status) => {
  const { rig } = await startRigWithTarget(bytes(`HTTP/1.1 ${status} Nothing\r\nETag: "a"\r\n\r\n`));
  expect(await exchange(rig.port, get(), /\r\n\r\n$/)).toMatch(new RegExp(`^HTTP/1.1 ${status} Nothing\r\n`));
});

test("ignores other expectations, and does not pass them on", async () => {
  const { rig, target } = await startRigWithTarget();
  const client = await RawClient.send(rig.port, "GET / HTTP/1.1\r\nHost: web\r\nExpect: a-wonder\r\n\r\n");
  await client.until(/hello$/);
  expect(target.heads[0]).not.toMatch(/expect/i);
  client.close();
});

test("does not pass interim responses on", async () => {
  const { rig } = await startRigWithTarget(
    bytes("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  );
  expect(statusesIn(await exchange(rig.port, get(), /ok$/))).toEqual([200]);
});

test("answers the requests before garbage on a connection first, then refuses and closes", async () => {
  const { rig, target } = await startRigWithTarget(silence);
  const client = await RawClient.send(rig.port, `${get("/1")}\x01\x02 garbage\r\n\r\n`);
  await target.until(() => target.requestLines.length === 1);
  await turn();
  expect(client.received).toBe("");
  answer("page 1")(target.socketOfLastRequest(), "");
  const received = await client.untilClosed();
  expect(statusesIn(received)).toEqual([200, 400]);
  expect(target.requestLines).toEqual(["GET /1 HTTP/1.1"]);
});

test("does not forward a pipelined request whose body was found broken while it waited", async () => {
  const { rig, target } = await startRigWithTarget(silence);
  const client = await RawClient.send(
    rig.port,
    `${get("/1")}${post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\nbroken")}`,
  );
  await target.until(() => target.requestLines.length === 1);
  await turn();
  answer("page 1")(target.socketOfLastRequest(), "");
  expect(statusesIn(await client.untilClosed())).toEqual([200, 400]);
  expect(target.requestLines).toEqual(["GET /1 HTTP/1.1"]);
});

test("rejects with the system's error if the port is in use", async () => {
  const first = await startRig();
  const second = await startRig();
  const again = second.loadBalancer.listen(second.listenerSettings, first.port);
  await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
});

async function exchange(port: number, request: string, end = /\r\n\r\n.+$/s): Promise<string> {
  const client = await RawClient.send(port, request);
  const received = await client.until(end);
  client.close();
  return received;
}

function headersOf(target: RawTarget): Record<string, string> {
  const lines = target.heads.at(-1)?.split("\r\n").slice(1) ?? [];
  return Object.fromEntries(
    lines.map((line) => {
      const [name = "", ...value] = line.split(": ");
      return [name.toLowerCase(), value.join(": ")];
    }),
  );
}
