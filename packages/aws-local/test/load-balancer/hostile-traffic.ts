import fc from "fast-check";
import { turn } from "./passing-time.ts";
import { RawClient } from "./raw-client.ts";

/** The request that must never arrive: it only ever stands inside bodies. */
export const hidden = "GET /smuggled HTTP/1.1\r\nHost: web\r\n\r\n";

/** One malformed or malicious exchange: what is sent, in which pieces, and how the client ends. */
export interface HostileExchange {
  pieces: string[];
  ending: "fin" | "reset" | "wait";
}

const token = fc.constantFrom(
  "X-A",
  "Accept",
  "Cookie",
  "x_under",
  "X.Dot",
  "Content-Type",
  "Expect",
  "TE",
  "Via",
);
const value = fc.oneof(
  fc.constantFrom("", "1", "chunked", "100-continue", "keep-alive, close", 'a, b;c="d"', "\xff\xfe", "\t \t"),
  fc.string({ unit: "binary-ascii", maxLength: 40 }),
);
const header = fc.tuple(token, value).map(([name, text]) => `${name}: ${text}`);
const goodHeader = fc
  .tuple(token, fc.constantFrom("1", "a, b", "text/html"))
  .map(([name, text]) => (name === "Expect" || name === "TE" ? "X-B: 2" : `${name}: ${text}`));
const method = fc.constantFrom(
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "TRACE",
  "get",
  "BREW",
  "",
);
const path = fc.constantFrom(
  "/legit",
  "/",
  "/legit?a=b",
  "*",
  "http://web/legit",
  "legit",
  "/%00",
  "//legit",
  "",
);
const version = fc.constantFrom(
  "HTTP/1.1",
  "HTTP/1.1",
  "HTTP/1.1",
  "HTTP/1.0",
  "HTTP/2.0",
  "HTTP/0.9",
  "http/1.1",
  "HTTP/1.12",
  "",
);
const lineEnd = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n");

/** Requests by the grammar with something wrong in any place; none of them hides another. */
const malformed = fc
  .record({
    method,
    path,
    version,
    lineEnd,
    headers: fc.array(header, { maxLength: 6 }),
    length: fc.option(
      fc.constantFrom("0", "5", "5", "-1", "5, 5", "0x5", "99999999999999999999", "", "5 5"),
      { nil: undefined },
    ),
    encoding: fc.option(fc.constantFrom("chunked", "identity", "gzip", "chunked, chunked", "xchunked"), {
      nil: undefined,
    }),
    body: fc.constantFrom(
      "",
      "hello",
      "5\r\nhello\r\n0\r\n\r\n",
      "ffffffffffffffffff\r\n",
      "5;ext=1\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n",
      "z\r\n",
    ),
  })
  .map(({ method, path, version, lineEnd, headers, length, encoding, body }) => {
    const lines = [`${method} ${path} ${version}`, "Host: web", ...headers];
    if (length !== undefined) {
      lines.push(`Content-Length: ${length}`);
    }
    if (encoding !== undefined) {
      lines.push(`Transfer-Encoding: ${encoding}`);
    }
    return `${lines.join(lineEnd)}${lineEnd}${lineEnd}${body}`;
  });

/** The same, then bytes changed, lost or doubled. */
const mutated = fc
  .tuple(
    malformed,
    fc.array(fc.tuple(fc.nat(400), fc.constantFrom("change", "drop", "double"), fc.nat(255)), {
      maxLength: 5,
    }),
  )
  .map(([text, changes]) => {
    let bytes = text;
    for (const [where, how, byte] of changes) {
      const at = where % Math.max(1, bytes.length);
      const rest = bytes.slice(at + 1);
      if (how === "change") {
        bytes = bytes.slice(0, at) + String.fromCharCode(byte) + rest;
      } else if (how === "drop") {
        bytes = bytes.slice(0, at) + rest;
      } else {
        bytes = bytes.slice(0, at + 1) + bytes.slice(at);
      }
    }
    return bytes;
  });

const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const encodings = [
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: Chunked",
  "Transfer-Encoding:\tchunked",
  "Transfer-Encoding: xchunked",
  "Transfer-Encoding: identity",
  "Transfer-Encoding: gzip, chunked",
  "Transfer-Encoding : chunked",
  "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
  "Transfer_Encoding: chunked",
  "Transfer-Encoding:\r\n chunked",
  "Transfer-Encoding: \x0bchunked",
  "X: y\nTransfer-Encoding: chunked",
];

/** Requests whose body holds another request, framed rightly, or in a way that two parsers could read two ways. */
const smuggling = fc
  .record({
    method: fc.constantFrom("POST", "PUT", "GET", "PATCH"),
    headers: fc.array(goodHeader, { maxLength: 3 }),
    framing: fc.oneof(
      fc.constant([`Content-Length: ${hidden.length}`, hidden] as const),
      fc.constant(["Transfer-Encoding: chunked", chunked(hidden)] as const),
      fc.constantFrom(...encodings).map((te) => [`${te}\r\nContent-Length: 4`, chunked(hidden)] as const),
      fc
        .constantFrom(...encodings)
        .map((te) => [`Content-Length: ${5 + hidden.length}\r\n${te}`, `0\r\n\r\n${hidden}`] as const),
      fc.constantFrom(...encodings.slice(3)).map((te) => [te, `0\r\n\r\n${hidden}`] as const),
      fc.constant([`Content-Length: 0\r\nContent-Length: ${hidden.length}`, hidden] as const),
      fc
        .constantFrom("+0", "0x0", "0, 5", " 0 0", "00000000000000000000000000000000000000000000000000x")
        .map((length) => [`Content-Length: ${length}`, hidden] as const),
    ),
  })
  .map(({ method, headers, framing: [frame, body] }) =>
    [`${method} /legit HTTP/1.1`, "Host: web", ...headers, frame, "", body].join("\r\n"),
  );

const binary = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const flood = fc
  .integer({ min: 1, max: 120 })
  .map((count) => `GET / HTTP/1.1\r\nHost: web\r\n${"X-Flood: 1234567890\r\n".repeat(count * 40)}\r\n`);
const pipeline = fc
  .integer({ min: 2, max: 60 })
  .map((count) => "GET /legit HTTP/1.1\r\nHost: web\r\n\r\n".repeat(count));

/** Hostile exchanges of all kinds, cut into pieces at any place. */
export const hostileExchange: fc.Arbitrary<HostileExchange> = fc
  .record({
    bytes: fc.oneof(
      { weight: 4, arbitrary: mutated },
      { weight: 3, arbitrary: malformed },
      { weight: 4, arbitrary: smuggling },
      { weight: 1, arbitrary: binary },
      { weight: 1, arbitrary: flood },
      { weight: 1, arbitrary: pipeline },
    ),
    cuts: fc.array(fc.nat(2000), { maxLength: 4 }),
    ending: fc.constantFrom("fin" as const, "reset" as const, "wait" as const, "wait" as const),
  })
  .map(({ bytes, cuts, ending }) => {
    const places = [...new Set(cuts.map((cut) => cut % Math.max(1, bytes.length)))].sort((a, b) => a - b);
    const bounds = [0, ...places, bytes.length];
    return { pieces: bounds.slice(1).map((end, i) => bytes.slice(bounds[i], end)), ending };
  });

/** Responses from the grammar with something wrong in any place. */
export const hostileResponse: fc.Arbitrary<string> = fc.oneof(
  fc.constant("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  fc.constant(
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
  ),
  binary,
  fc
    .record({
      line: fc.constantFrom(
        "HTTP/1.1 200 OK",
        "HTTP/1.1 099 X",
        "HTTP/1.1 999 X",
        "HTTP/1.1",
        "HTTP/3 200 OK",
        "HTTP/1.1 101 Up",
        "HTTP/1.1 100 Continue",
        "HTTP/1.1 204 No",
      ),
      headers: fc.array(header, { maxLength: 5 }),
      length: fc.option(fc.constantFrom("0", "5", "-1", "5, 5", "99999999999999999999"), { nil: undefined }),
      encoding: fc.option(fc.constantFrom("chunked", "gzip", "identity"), { nil: undefined }),
      body: fc.constantFrom("", "hello", "5\r\nhello\r\n0\r\n\r\n", "z\r\n"),
    })
    .map(({ line, headers, length, encoding, body }) => {
      const lines = [line, ...headers];
      if (length !== undefined) {
        lines.push(`Content-Length: ${length}`);
      }
      if (encoding !== undefined) {
        lines.push(`Transfer-Encoding: ${encoding}`);
      }
      return `${lines.join("\r\n")}\r\n\r\n${body}`;
    }),
);

/** Carries one exchange out; resolves when the connection has ended. */
export async function attack(port: number, { pieces, ending }: HostileExchange): Promise<string> {
  const client = await RawClient.connect(port, { allowHalfOpen: true });
  for (const piece of pieces) {
    client.write(piece);
    if (pieces.length > 1) {
      await turn();
    }
  }
  if (ending === "reset") {
    client.reset();
  }
  for (let i = 0; ending === "wait" && i < 4 && !client.closed; i++) {
    await turn();
  }
  client.socket.end();
  // A half-open client would keep its side until the balancer gives up; the balancer's own FIN ends it.
  client.socket.on("end", () => client.close());
  return client.untilClosed();
}
