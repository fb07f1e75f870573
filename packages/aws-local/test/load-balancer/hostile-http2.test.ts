import { once } from "node:events";
import v8 from "node:v8";
import vm from "node:vm";
import { describe, expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { attackHttp2, attacks, stallWindows } from "./hostile-http2.ts";
import { askHttp2, connectHttp2, type HttpsRig, startHttpsRig } from "./https-rig.ts";
import { pass } from "./passing-time.ts";
import { answer } from "./raw-target.ts";

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

/** What JavaScript holds, and the buffers behind it. */
function heldBytes(): number {
  for (let i = 0; i < 4; i++) {
    collectGarbage();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const megabyte = 1024 * 1024;

/** Another client's answers while an attack goes on. */
async function statusesDuring(rig: HttpsRig, attack: Promise<unknown>): Promise<Set<number>> {
  const session = await connectHttp2(rig);
  const statuses = new Set<number>();
  let goesOn = true;
  void attack.finally(() => {
    goesOn = false;
  });
  do {
    statuses.add((await askHttp2(session, {})).status);
  } while (goesOn);
  statuses.add((await askHttp2(session, {})).status);
  return statuses;
}

type Name = keyof typeof attacks;

const ending: [Name, reads: boolean][] = [
  ["opens and resets streams (rapid reset, CVE-2023-44487)", true],
  ["opens and resets streams (rapid reset, CVE-2023-44487)", false],
  ["never ends a head (CONTINUATION flood, CVE-2024-27316)", true],
  ["never ends a head (CONTINUATION flood, CVE-2024-27316)", false],
  ["sends CONTINUATION frames without a byte", true],
  ["sends DATA frames without a byte (CVE-2019-9518)", true],
  ["pings again and again (CVE-2019-9512)", false],
];

const goingOn: [Name, reads: boolean][] = [
  ["names a large header again and again (HPACK bomb, CVE-2016-6581)", true],
  ["changes its settings again and again (CVE-2019-9515)", true],
  ["pings again and again (CVE-2019-9512)", true],
  ["opens its windows and asks for nothing (WINDOW_UPDATE flood)", true],
];

describe("a hostile HTTP/2 client", () => {
  test.each(ending)(
    "that %s loses its connection within a megabyte; others are served (it reads: %s)",
    async (name, reads) => {
      const rig = await startHttpsRig(answer("hello"));
      const place = { port: rig.listener.localPort, ca: rig.ca };
      const attack = attackHttp2(place, attacks[name](), { mostBytes: 20 * megabyte, reads });
      expect(await statusesDuring(rig, attack)).toEqual(new Set([200]));
      const { ended, sentBytes } = await attack;
      expect(ended).toBe(true);
      expect(sentBytes).toBeLessThan(megabyte);
    },
  );

  test.each(goingOn)(
    "that %s makes the load balancer store nothing; others are served (it reads: %s)",
    async (name, reads) => {
      const rig = await startHttpsRig(answer("hello"));
      const place = { port: rig.listener.localPort, ca: rig.ca };
      // What the first one makes Node load is no growth.
      await attackHttp2(place, attacks[name](), { mostBytes: megabyte / 2, reads });
      const before = heldBytes();
      const attack = attackHttp2(place, attacks[name](), { mostBytes: 3 * megabyte, reads });
      expect(await statusesDuring(rig, attack)).toEqual(new Set([200]));
      await attack;
      rig.rig.answers.length = 0;
      expect(heldBytes() - before).toBeLessThan(4 * megabyte);
    },
  );

  test("that never opens its windows blocks 128 answers, until the idle timeout ends them", async () => {
    const clock = manualClock();
    const page = Buffer.alloc(4 * megabyte);
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${page.length}\r\n\r\n`;
    const rig = await startHttpsRig(
      (socket) => {
        socket.write(head);
        // All of them are the same bytes.
        socket.write(page);
      },
      { clock },
    );
    const before = heldBytes();
    const socket = await stallWindows({ port: rig.listener.localPort, ca: rig.ca });
    socket.resume();
    await rig.target.until(() => rig.target.requestLines.length === 128);
    for (let i = 0; i < 100; i++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(heldBytes() - before).toBeLessThan(64 * megabyte);
    const closed = once(socket, "close");
    let isClosed = false;
    void closed.then(() => {
      isClosed = true;
    });
    while (!isClosed) {
      await pass(clock, 10_000);
    }
    rig.target.react = answer("hello");
    expect((await askHttp2(await connectHttp2(rig), {})).status).toBe(200);
    expect(rig.rig.targetGroup.describeTargets()[0]?.inFlight).toBe(0);
  });
});
