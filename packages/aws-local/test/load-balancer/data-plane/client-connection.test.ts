import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { beforeEach, describe, expect, test } from "vitest";
import { ClientConnection } from "../../../src/load-balancer/data-plane/client-connection.ts";
import type { Occupant } from "../../../src/load-balancer/data-plane/client-side.ts";
import { errorPage, rawPage } from "../../../src/load-balancer/data-plane/own-pages.ts";
import { turn } from "../passing-time.ts";

const idleTimeoutMs = 60_000;
const openedAtMs = 1_000;

/** A socket that does nothing by itself. */
class QuietSocket extends EventEmitter {
  bytesRead = 0;
  bytesWritten = 0;
  writable = true;
  paused = false;
  destroyed = false;
  readonly written: unknown[] = [];
  isPaused = () => this.paused;
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
    this.emit("resume");
  }
  end(bytes: unknown): void {
    this.written.push(bytes);
  }
  destroy(): void {
    this.destroyed = true;
  }
}

class QuietResponse extends EventEmitter {
  closed = false;
  close(): void {
    this.closed = true;
    this.emit("close");
  }
}

let socket: QuietSocket;
let connection: ClientConnection;
/** What the occupants and the listener were told, and which requests have begun. */
let told: string[];

beforeEach(() => {
  told = [];
  socket = new QuietSocket();
  connection = new ClientConnection(socket as unknown as Socket, openedAtMs, (status, sent) =>
    told.push(`refused ${status}${sent === undefined ? "" : ` at ${sent.startedAtMs}`}`),
  );
});

const request = (complete = true) =>
  Object.assign(new EventEmitter(), { complete }) as unknown as IncomingMessage;
const response = () => new QuietResponse();
const asResponse = (quiet: QuietResponse) => quiet as unknown as ServerResponse;

function occupant(name: string, targetBytes = 0): Occupant {
  return {
    targetBytes,
    clientGone: () => told.push(`${name}: client gone`),
    requestBroken: () => told.push(`${name}: request broken`),
    idle: () => told.push(`${name}: idle`),
  };
}

/** Takes a request that its occupant answers later, through the response that is returned. */
function taken(name: string, asked = request()) {
  const answer = response();
  const holder = occupant(name);
  connection.enqueue(asked, () => {
    told.push(`${name} begins`);
    connection.occupy(holder, asResponse(answer));
  });
  return { answer, holder, asked, done: () => connection.answered(asked, asResponse(answer)) };
}

describe("a client's connection", () => {
  test("is quiet while nothing is in progress and all is sent", () => {
    expect(connection.quiet).toBe(true);
    const first = taken("first");
    expect(connection.quiet).toBe(false);
    first.done();
    expect(connection.quiet).toBe(false);
    first.answer.close();
    expect(connection.quiet).toBe(true);
    connection.endWithResponse();
    expect([connection.quiet, connection.endsWithResponse]).toEqual([false, true]);
  });

  test("answers one request after the other, each when the response before it has left", () => {
    const first = taken("first");
    const second = taken("second");
    expect(told).toEqual(["first begins"]);
    first.done();
    expect(told).toEqual(["first begins"]);
    first.answer.close();
    expect(told).toEqual(["first begins", "second begins"]);
    expect(connection.endsWithResponse).toBe(false);
    second.done();
    second.answer.close();
    expect(connection.quiet).toBe(true);
  });

  test("goes on by itself when a request is answered at once", () => {
    const first = taken("first");
    const atOnce = request();
    const page = response();
    connection.enqueue(atOnce, () => {
      told.push("page");
      connection.answered(atOnce, asResponse(page));
    });
    const third = taken("third");
    first.done();
    first.answer.close();
    page.close();
    expect(told).toEqual(["first begins", "page", "third begins"]);
    third.done();
  });

  test("goes on when an occupant leaves without an answer, but not when another one does", async () => {
    const first = taken("first");
    taken("second");
    connection.release(occupant("stranger"));
    await turn();
    expect(told).toEqual(["first begins"]);
    connection.release(first.holder);
    await turn();
    expect(told).toEqual(["first begins", "second begins"]);
    connection.release(first.holder);
    await turn();
    expect(connection.quiet).toBe(false);
  });

  test("takes no more requests once it ends, and drops those that wait", () => {
    const first = taken("first");
    taken("second");
    connection.endWithResponse();
    taken("third");
    first.done();
    first.answer.close();
    expect(told).toEqual(["first begins"]);
  });

  test("stops reading while sixteen requests wait, even if Node's parser wants to go on", () => {
    const first = taken("first");
    const waiting = Array.from({ length: 15 }, (_, index) => taken(`${index}`));
    expect(socket.paused).toBe(false);
    taken("sixteenth");
    expect(socket.paused).toBe(true);
    socket.resume();
    expect(socket.paused).toBe(true);
    first.done();
    first.answer.close();
    expect(waiting[0] && socket.paused).toBe(false);
  });

  test("tells its occupant that the client is gone, and begins nothing any more", async () => {
    const first = taken("first");
    taken("second");
    connection.closed();
    first.done();
    first.answer.close();
    await turn();
    expect(told).toEqual(["first begins", "first: client gone"]);
    expect(connection.quiet).toBe(false);
    connection.closed();
    expect(told.length).toBe(2);
  });
});

describe("a refusal", () => {
  const refusal = () => socket.written.map(String);
  const page = (status: 400 | 408) => [String(rawPage(errorPage(status)))];

  test("of what can't be read is sent once all earlier requests are answered, and ends the connection", () => {
    const first = taken("first");
    taken("second");
    expect(connection.refuse(400, { startedAtMs: 7 })).toBe(true);
    expect(told).toEqual(["first begins", "refused 400 at 7", "first: request broken"]);
    first.done();
    expect(refusal()).toEqual([]);
    first.answer.close();
    expect(told.at(-1)).toBe("second begins");
    expect(refusal()).toEqual([]);
    expect(connection.refuse(408)).toBe(false);
  });

  test("takes the place of a request whose body is broken", async () => {
    const first = taken("first");
    taken("broken", request(false));
    connection.refuse(400);
    first.done();
    first.answer.close();
    expect(told).not.toContain("broken begins");
    expect(refusal()).toEqual(page(400));
  });

  test("on a free connection is sent when the last response has left", () => {
    const first = taken("first");
    first.done();
    connection.refuse(408);
    expect(refusal()).toEqual([]);
    first.answer.close();
    expect(refusal()).toEqual(page(408));
  });

  test("on a connection without a response is sent in the next turn, and bytes that still arrive are read", async () => {
    socket.paused = true;
    connection.refuse(400);
    await turn();
    expect([refusal(), socket.paused]).toEqual([page(400), false]);
    expect(connection.quiet).toBe(false);
    socket.emit("close");
  });

  test("that can't be written any more closes the connection", async () => {
    socket.writable = false;
    connection.refuse(400);
    await turn();
    expect([refusal(), socket.destroyed]).toEqual([[], true]);
  });

  test("of the current request takes its place and that of everything after it", async () => {
    taken("first");
    taken("second");
    connection.refuseCurrent(400, { startedAtMs: 3 });
    await turn();
    expect(told).toEqual(["first begins", "refused 400 at 3"]);
    expect(refusal()).toEqual(page(400));
    connection.closeWith(errorPage(408));
    await turn();
    expect(refusal()).toEqual(page(400));
  });

  test("of the current request waits for the response before it", () => {
    const first = taken("first");
    first.done();
    taken("second");
    connection.closeWith(errorPage(400));
    expect(refusal()).toEqual([]);
    first.answer.close();
    expect(refusal()).toEqual(page(400));
  });

  test("is not sent to a client that has closed its connection meanwhile", async () => {
    connection.refuse(400);
    connection.closed();
    await turn();
    expect(refusal()).toEqual([]);
  });
});

describe("the idle timeout", () => {
  const timedOut = (nowMs: number) => connection.sweep(nowMs, idleTimeoutMs);

  test("gives a client that has not sent a request a 408, at its very end", async () => {
    timedOut(openedAtMs + idleTimeoutMs - 1);
    expect(told).toEqual([]);
    timedOut(openedAtMs + idleTimeoutMs);
    expect(told).toEqual(["refused 408"]);
    await turn();
    expect(socket.written.length).toBe(1);
  });

  test("closes a connection that waits for its next request, without a word", () => {
    taken("first").done();
    timedOut(openedAtMs + idleTimeoutMs);
    expect([told, socket.destroyed]).toEqual([["first begins"], true]);
  });

  test("gives a client that has begun its next head a 408", () => {
    socket.bytesRead = 10;
    taken("first").done();
    timedOut(openedAtMs);
    socket.bytesRead = 15;
    timedOut(openedAtMs + 1);
    timedOut(openedAtMs + 1 + idleTimeoutMs);
    expect(told).toEqual(["first begins", "refused 408"]);
    expect(socket.destroyed).toBe(false);
  });

  test("is an occupant's to answer", () => {
    taken("first");
    timedOut(openedAtMs + idleTimeoutMs);
    expect([told, socket.destroyed]).toEqual([["first begins", "first: idle"], false]);
  });

  test("begins anew with each byte from the client, to it, or from the target", () => {
    const holder = { ...occupant("first"), targetBytes: 0 };
    connection.enqueue(request(), () => connection.occupy(holder));
    let nowMs = openedAtMs;
    const moved = (read: number, written: number, fromTarget: number) => {
      socket.bytesRead += read;
      socket.bytesWritten += written;
      holder.targetBytes += fromTarget;
      nowMs += idleTimeoutMs;
      timedOut(nowMs);
    };
    moved(5, 0, 0);
    moved(0, 5, 0);
    moved(0, 0, 5);
    moved(5, 5, 0);
    moved(5, 0, 5);
    expect(told).toEqual([]);
    moved(0, 0, 0);
    expect(told).toEqual(["first: idle"]);
  });

  test("also limits a head that arrives byte by byte", () => {
    for (let second = 1; second <= 61; second++) {
      socket.bytesRead++;
      timedOut(openedAtMs + second * 1_000);
      expect(told).toEqual(second < 61 ? [] : ["refused 408"]);
    }
  });

  test("also limits the rest of a body that nobody needs; then the connection closes", () => {
    const asked = request(false);
    taken("first", asked).done();
    for (let second = 1; second <= 61; second++) {
      socket.bytesRead++;
      timedOut(openedAtMs + second * 1_000);
      expect(socket.destroyed).toBe(second === 61);
    }
    expect(told).toEqual(["first begins"]);
  });

  test("begins anew for the next head when the rest of a body has arrived", () => {
    const asked = request(false);
    taken("first", asked).done();
    socket.bytesRead = 100;
    timedOut(openedAtMs + 1_000);
    (asked as unknown as EventEmitter).emit("end");
    timedOut(openedAtMs + 2_000);
    timedOut(openedAtMs + 30_000);
    socket.bytesRead = 101;
    timedOut(openedAtMs + 60_000);
    timedOut(openedAtMs + 119_999);
    expect(told).toEqual(["first begins"]);
    timedOut(openedAtMs + 120_000);
    expect(told).toEqual(["first begins", "refused 408"]);
  });
});
