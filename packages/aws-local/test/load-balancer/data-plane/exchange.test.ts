import { PassThrough, type Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { beforeEach, describe, expect, test } from "vitest";
import type { ElbStatus } from "../../../src/load-balancer/contract.ts";
import type { Answers, Sent } from "../../../src/load-balancer/data-plane/answers.ts";
import type {
  ClientSide,
  Occupant,
  ResponseHead,
} from "../../../src/load-balancer/data-plane/client-side.ts";
import { Exchange } from "../../../src/load-balancer/data-plane/exchange.ts";
import type { OwnPage } from "../../../src/load-balancer/data-plane/own-pages.ts";
import type { TargetMetrics } from "../../../src/load-balancer/metrics/load-balancer-metrics.ts";
import { RegisteredTarget } from "../../../src/load-balancer/target-group/registered-target.ts";
import type { TargetConnections } from "../../../src/load-balancer/target-group/target-connections.ts";

/** Everything that the exchange did, in order. */
let done: unknown[];
const sent: Sent = { startedAtMs: 1, targetId: "i-1" };

class PlayedClient implements ClientSide {
  readonly connectedAtMs = 0;
  readonly remoteAddress = undefined;
  requestComplete = true;
  waitsForClient = false;
  keepsUp = true;
  canSend = true;
  drained: (() => void) | undefined;
  upload: Readable | undefined;
  occupant: Occupant | undefined;
  occupy(occupant: Occupant): void {
    this.occupant = occupant;
  }
  endConnection(): void {
    done.push("end connection");
  }
  body(): Readable | undefined {
    return this.upload;
  }
  sendHead({ statusCode }: ResponseHead): void {
    if (!this.canSend) {
      throw new Error("a character that cannot be sent");
    }
    done.push(`head ${statusCode}`);
  }
  flushHead(): void {
    done.push("flush");
  }
  write(chunk: Buffer, drained: () => void): boolean {
    done.push(`write ${chunk}`);
    this.drained = drained;
    return this.keepsUp;
  }
  finish(chunks: readonly Buffer[]): void {
    done.push(`finish ${chunks.join("+")}`);
  }
  sendPage({ status }: OwnPage): void {
    done.push(`page ${status}`);
  }
  refuse(status: ElbStatus, where?: Sent): void {
    done.push(`refuse ${status} ${where?.targetId}`);
  }
  breakOff(): void {
    done.push("break off");
  }
  leave(): void {
    done.push("leave");
  }
}

const metrics = {
  responseTime: (seconds: number) => done.push(seconds >= 0 && seconds < 10 ? "response time" : seconds),
  answered: (status: number) => done.push(`answered ${status}`),
  connectionError: () => done.push("connection error"),
} as unknown as TargetMetrics;

let dispatched: { options: Dispatcher.DispatchOptions; handler: unknown; client: unknown }[];
const connections = {
  acquire: () => "connection",
  dispatch: (client: unknown, options: Dispatcher.DispatchOptions, handler: unknown) =>
    dispatched.push({ client, options, handler }),
  release: (client: unknown) => done.push(`release ${client}`),
  discard: (client: unknown, gracefully: boolean) =>
    done.push(`discard ${client}${gracefully ? " gracefully" : ""}`),
  closeIdle: () => {},
} as unknown as TargetConnections;

const answers = {
  byElb: (status: number, where: Sent | undefined, complete = true) =>
    done.push(`elb ${status} ${where?.targetId}${complete ? "" : " incomplete"}`),
  byTarget: (status: number, headers: readonly string[], where: Sent | undefined, complete = true) =>
    done.push(`target ${status} ${where?.targetId} ${headers.length / 2}${complete ? "" : " incomplete"}`),
} as unknown as Answers;

let client: PlayedClient;
let target: RegisteredTarget;
let exchange: Exchange;
let controller: Dispatcher.DispatchController & { rawHeaders?: Buffer[]; calls: string[] };

beforeEach(() => {
  done = [];
  dispatched = [];
  client = new PlayedClient();
  target = new RegisteredTarget(
    { id: "i-1", port: 80, availabilityZone: "us-east-1a", address: { host: "127.0.0.1", port: 1 } },
    metrics,
    connections,
    false,
  );
  exchange = new Exchange({ client, target, answers, sent, ownHeaders: ["Own", "1"] });
  const calls: string[] = [];
  controller = {
    calls,
    pause: () => calls.push("pause"),
    resume: () => calls.push("resume"),
  } as unknown as typeof controller;
  begin();
  exchange.onRequestStart();
});

function begin(): void {
  exchange.begin({ method: "GET", path: "/", headers: ["Host", "web"], closeTarget: false });
}

function head(status: number, ...headers: string[]): void {
  controller.rawHeaders = headers.map((text) => Buffer.from(text));
  exchange.onResponseStart(controller, status, {}, "");
}

const data = (text: string) => exchange.onResponseData(controller, Buffer.from(text));
const end = () => exchange.onResponseEnd();
const error = (code: string, syscall?: string) =>
  exchange.onResponseError(controller, Object.assign(new Error(code), { code, syscall }));
/** Since the last look. */
const did = () => done.splice(0);

describe("a request to a target", () => {
  test("goes out on a connection that it has for itself, and counts as in flight", () => {
    expect(client.occupant).toBe(exchange);
    expect(dispatched).toEqual([
      {
        client: "connection",
        options: { path: "/", method: "GET", headers: ["Host", "web"], body: null },
        handler: exchange,
      },
    ]);
    expect([target.inFlight, exchange.targetBytes]).toEqual([1, 0]);
  });

  test("has the client's body, and resets the connection where the target's is to be closed", () => {
    client.upload = new PassThrough();
    exchange.begin({ method: "POST", path: "/a", headers: [], closeTarget: true });
    expect(dispatched[1]?.options).toEqual({
      ...{ path: "/a", method: "POST", headers: [], reset: true },
      body: client.upload,
    });
  });
});

describe("a target's response", () => {
  const held = ["response time", "head 200", "answered 200", "release connection"];

  test("of a known, small length is sent on as a whole", () => {
    head(200, "Content-Length", "10", "X-A", "1");
    data("hello");
    data("world");
    expect(did()).toEqual(["response time"]);
    end();
    expect(did()).toEqual([...held.slice(1), "finish hello+world", "target 200 i-1 3"]);
    expect([target.inFlight, target.failures, exchange.targetBytes]).toEqual([0, 0, 11]);
  });

  test.each([
    ["16384", "response time"],
    ["16385", "response time,head 200,answered 200"],
    [undefined, "response time,head 200,answered 200"],
  ])("of length %s has begun with %s", (length, begun) => {
    head(200, ...(length === undefined ? [] : ["Content-Length", length]));
    expect(did().join()).toBe(begun);
  });

  test("without a length is streamed: its head leaves with the data of the same turn, or soon", async () => {
    head(200);
    await Promise.resolve();
    data("hello");
    end();
    expect(did()).toEqual([
      ...["response time", "head 200", "answered 200", "flush", "write hello"],
      ...["release connection", "finish ", "target 200 i-1 1"],
    ]);
  });

  test("that is over at once is not flushed again", async () => {
    head(200);
    end();
    did();
    await Promise.resolve();
    expect(did()).toEqual([]);
  });

  test("waits while the client does not keep up", () => {
    head(200);
    data("a");
    expect(controller.calls).toEqual([]);
    client.keepsUp = false;
    data("b");
    expect(controller.calls).toEqual(["pause"]);
    client.drained?.();
    expect(controller.calls).toEqual(["pause", "resume"]);
  });

  test("of 5xx counts as the target's failure, and is sent on", () => {
    head(500, "Content-Length", "0");
    end();
    expect([did().at(-1), target.failures]).toEqual(["target 500 i-1 2", 1]);
  });

  test("of 499 is none of its failures", () => {
    head(499, "Content-Length", "0");
    end();
    expect(target.failures).toBe(0);
  });

  test("with an informational head first begins with the head after it", () => {
    head(103);
    expect(did()).toEqual([]);
    head(200, "Content-Length", "0");
    head(200, "Content-Length", "0");
    expect(did()).toEqual(["response time"]);
  });

  test("without headers at all is sent on with the load balancer's own", () => {
    delete controller.rawHeaders;
    exchange.onResponseStart(controller, 204, {}, "");
    end();
    expect(did().at(-1)).toBe("target 204 i-1 1");
  });

  test("that cannot be sent is a 502, once, and the target's failure", () => {
    client.canSend = false;
    head(200, "Content-Length", "2");
    data("hi");
    end();
    expect(did()).toEqual(["response time", "discard connection", "elb 502 i-1", "page 502"]);
    expect(target.failures).toBe(1);
  });

  test("that cannot be sent while it streams is a 502, and nothing of it follows", async () => {
    client.canSend = false;
    head(200);
    data("hi");
    end();
    await Promise.resolve();
    expect(did()).toEqual(["response time", "discard connection", "elb 502 i-1", "page 502"]);
  });

  test("of a target that drains leaves its connection to end in order", () => {
    void target.drain();
    head(200, "Content-Length", "0");
    end();
    expect(did()).toContain("discard connection gracefully");
  });
});

describe("a request that fails", () => {
  test.each([
    ["ECONNRESET", undefined, 502, false],
    ["ECONNREFUSED", "connect", 502, true],
    ["ETIMEDOUT", "connect", 504, true],
    ["UND_ERR_CONNECT_TIMEOUT", undefined, 504, true],
    ["UND_ERR_SOCKET", undefined, 502, false],
  ])("with %s of %s is a %i, and the target's failure", (code, syscall, status, isConnectError) => {
    error(code, syscall);
    expect(did()).toEqual([
      ...(isConnectError ? ["connection error"] : []),
      ...["discard connection", `elb ${status} i-1`, `page ${status}`],
    ]);
    expect([target.failures, target.inFlight]).toEqual([1, 0]);
  });

  test.each(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED"])(
    "with %s was the client's fault: 400, and no failure of the target",
    (code) => {
      error(code);
      expect(did()).toEqual(["discard connection", "refuse 400 i-1"]);
      expect(target.failures).toBe(0);
    },
  );

  test("with an error that has no code is a 502", () => {
    exchange.onResponseError(controller, new Error("no code"));
    expect(did()).toEqual(["discard connection", "elb 502 i-1", "page 502"]);
  });

  test("while its response is held is a 502 instead; while it streams, it breaks off", () => {
    head(200, "Content-Length", "10");
    data("half");
    error("UND_ERR_SOCKET");
    expect(did()).toEqual(["response time", "discard connection", "elb 502 i-1", "page 502"]);
  });

  test("while its response streams breaks it off", () => {
    head(200);
    did();
    error("UND_ERR_SOCKET");
    expect(did()).toEqual(["discard connection", "target 200 i-1 1 incomplete", "break off"]);
  });

  test("fails once, and nothing that arrives later counts", () => {
    error("ECONNRESET");
    did();
    error("ECONNRESET");
    exchange.idle();
    exchange.cut();
    exchange.requestBroken();
    head(200);
    data("late");
    end();
    expect([did(), target.failures]).toEqual([[], 1]);
  });
});

describe("the client's side of a request", () => {
  test.each([
    [true, 460],
    [false, 400],
  ])("that goes away, its request complete: %s, is counted as %i, and has no page", (complete, status) => {
    client.requestComplete = complete;
    exchange.clientGone();
    expect(did()).toEqual([`elb ${status} i-1 incomplete`, "discard connection", "leave"]);
    expect(target.failures).toBe(0);
  });

  test("that goes away within a response gets the target's status, as incomplete", () => {
    head(200);
    did();
    exchange.clientGone();
    expect(did()).toEqual(["target 200 i-1 1 incomplete", "discard connection", "leave"]);
  });

  test("that goes away after the answer is not counted again", () => {
    head(200, "Content-Length", "0");
    end();
    did();
    exchange.clientGone();
    expect(did()).toEqual(["leave"]);
  });

  test("whose request breaks leaves, or breaks off what has begun", () => {
    client.requestComplete = false;
    exchange.requestBroken();
    expect(did()).toEqual(["discard connection", "leave"]);
  });

  test("whose request breaks within a response breaks it off", () => {
    client.requestComplete = false;
    head(200);
    did();
    exchange.requestBroken();
    expect(did()).toEqual(["discard connection", "target 200 i-1 1 incomplete", "break off"]);
  });

  test("whose request was complete before has nothing that can break", () => {
    exchange.requestBroken();
    expect(did()).toEqual([]);
  });

  test.each([
    [true, "refuse 408 i-1", 0],
    [false, "page 504", 1],
  ])("that is waited for: %s, ends an idle request with %s", (waitsForClient, last, failures) => {
    client.waitsForClient = waitsForClient;
    exchange.idle();
    expect([did().at(-1), target.failures]).toEqual([last, failures]);
  });
});

test("a request that the end of the deregistration delay cuts is a 502", () => {
  exchange.cut();
  expect(did()).toEqual(["discard connection", "elb 502 i-1", "page 502"]);
  expect(target.failures).toBe(0);
});
