import { describe, expect, test } from "vitest";
import { turn } from "./passing-time.ts";
import { RawClient, statusesIn } from "./raw-client.ts";
import { answer } from "./raw-target.ts";
import { startRigWithTarget } from "./rig.ts";

const smuggled = "GET /smuggled HTTP/1.1\r\nHost: web\r\nX: ";
const host = "Host: web\r\n";
const chunkedBody = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

/** Heads that two parsers could read two ways, each before a body in which a second request hides. */
const attacks: Record<string, string> = {
  "CL.TE": `POST / HTTP/1.1\r\n${host}Content-Length: ${5 + smuggled.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  "TE.CL": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${chunkedBody(smuggled)}`,
  "TE.TE, the second unknown": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n\r\n0\r\n\r\n${smuggled}`,
  "TE.TE, the first unknown": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  "TE with a space before the colon": `POST / HTTP/1.1\r\n${host}Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
  "TE with a vertical tab": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${smuggled}`,
  "TE in quotes": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: "chunked"\r\n\r\n0\r\n\r\n${smuggled}`,
  "TE folded": `POST / HTTP/1.1\r\n${host}Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
  "TE hidden behind a bare LF": `POST / HTTP/1.1\r\n${host}X: y\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
  "TE hidden behind a bare CR": `POST / HTTP/1.1\r\n${host}X: y\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
  "CL.CL": `POST / HTTP/1.1\r\n${host}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  "CL in a list": `POST / HTTP/1.1\r\n${host}Content-Length: 0, ${smuggled.length}\r\n\r\n${smuggled}`,
  "CL with a sign": `POST / HTTP/1.1\r\n${host}Content-Length: +0\r\n\r\n${smuggled}`,
  "CL in hex": `POST / HTTP/1.1\r\n${host}Content-Length: 0x0\r\n\r\n${smuggled}`,
  "CL too large for 64 bits": `POST / HTTP/1.1\r\n${host}Content-Length: 18446744073709551616\r\n\r\n${smuggled}`,
  "a chunk size with garbage": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${smuggled}`,
  "a negative chunk size": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${smuggled}`,
  "a chunk that ends late": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n${smuggled}`,
  "a chunk line that ends in a bare LF": `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n0\n\n${smuggled}`,
  "two Host headers": `POST / HTTP/1.1\r\n${host}Host: other\r\nContent-Length: 0\r\n\r\n${smuggled}`,
  "a head of bare LFs": `POST / HTTP/1.1\nHost: web\nContent-Length: 0\n\n${smuggled}`,
  "a URL with a line break": `GET /\r\n${smuggled}`,
};

describe("request smuggling, as on AWS", () => {
  test.for(Object.entries(attacks))(
    "%s: what hides in the body never reaches the target",
    async ([, attack]) => {
      const { rig, target } = await startRigWithTarget(answer("hi"));
      const client = await RawClient.send(rig.port, attack);
      client.write("y\r\n\r\n");
      const received = await client.untilClosed();
      expect(statusesIn(received)).toHaveLength(1);
      expect(statusesIn(received)[0]).toBeGreaterThanOrEqual(400);
      expect(target.received).toBe("");
    },
  );

  test("bytes after an ambiguous request are dropped with the connection", async () => {
    const { rig, target } = await startRigWithTarget(answer("hi"));
    const client = await RawClient.send(
      rig.port,
      `GET /first HTTP/1.1\r\n${host}Content-Length: 1\r\n\r\nxGET /second HTTP/1.1\r\n${host}\r\n`,
    );
    expect(statusesIn(await client.untilClosed())).toEqual([200]);
    expect(target.requestLines).toEqual(["GET /first HTTP/1.1"]);
  });
});

test("a body that looks like a request stays a body", async () => {
  const { rig } = await startRigWithTarget(answer("hi"));
  const hidden = `${smuggled}y\r\n\r\n`;
  const known = await RawClient.send(
    rig.port,
    `POST /a HTTP/1.1\r\n${host}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
  );
  await known.until(/hi$/);
  const chunked = await RawClient.send(
    rig.port,
    `POST /b HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${chunkedBody(hidden)}`,
  );
  await chunked.until(/hi$/);
  for (let i = 0; i < 5; i++) {
    await turn();
  }
  expect(statusesIn(known.received)).toEqual([200]);
  expect(statusesIn(chunked.received)).toEqual([200]);
  known.close();
  chunked.close();
});

test("a second response after the first does not answer the next request", async () => {
  let served = 0;
  const { rig } = await startRigWithTarget((socket) => {
    served++;
    socket.write(
      served === 1
        ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
        : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext",
    );
  });
  const get = `GET / HTTP/1.1\r\n${host}\r\n`;
  const client = await RawClient.send(rig.port, get);
  await client.until(/ok$/);
  client.write(get);
  await client.until(/\r\n\r\n.*\r\n\r\n.+$/s);
  expect(client.received).not.toContain("poison");
  client.close();
});
