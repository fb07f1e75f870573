import type { SpawnedLab } from "../../client/spawn-lab.ts";

/** The Node option of a lab whose heap is to be measured: it listens for a debugger on loopback, on a free port. */
export const debuggable = "--inspect=127.0.0.1:0";

/**
 * What a lab keeps: its heap and the buffers outside of it, in MB, after a full garbage collection. The resident size says less,
 * because V8 collects late as long as there is memory. Over the Chrome DevTools Protocol, which Node's inspector speaks.
 *
 * @param lab one that was spawned with {@link debuggable}
 */
export async function keptMegabytes({ lastWords }: Pick<SpawnedLab, "lastWords">): Promise<number> {
  const address = /Debugger listening on (ws:\S+)/.exec(lastWords())?.[1];
  if (address === undefined) {
    throw new Error(`the lab does not listen for a debugger: ${lastWords()}`);
  }
  const inspector = new WebSocket(address);
  try {
    await nextEvent(inspector, "open");
    await send(inspector, 1, "HeapProfiler.collectGarbage");
    const { usedSize, backingStorageSize } = (await send(inspector, 2, "Runtime.getHeapUsage")) as {
      usedSize: number;
      backingStorageSize: number;
    };
    return (usedSize + backingStorageSize) / 1e6;
  } finally {
    inspector.close();
  }
}

async function send(inspector: WebSocket, id: number, method: string): Promise<unknown> {
  const answered = nextEvent(inspector, "message");
  inspector.send(JSON.stringify({ id, method }));
  const message = JSON.parse(String(((await answered) as MessageEvent).data)) as {
    id?: number;
    result?: unknown;
  };
  if (message.id !== id) {
    throw new Error(`the inspector answered ${JSON.stringify(message)} to ${method}`);
  }
  return message.result;
}

function nextEvent(inspector: WebSocket, name: "open" | "message"): Promise<Event> {
  return new Promise((resolve, reject) => {
    inspector.addEventListener(name, resolve, { once: true });
    inspector.addEventListener("close", () => reject(new Error("the inspector closed the connection")), {
      once: true,
    });
  });
}
