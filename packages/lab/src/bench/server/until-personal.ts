import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";

/** Asks for pages until one is personal again; resolves with how long that took, in milliseconds. Gives up after 10 s. */
export async function untilPersonal(url: string, signal: AbortSignal): Promise<number> {
  const startMs = performance.now();
  while (performance.now() - startMs < 10_000) {
    const { headers, body } = await request(url, { signal });
    await body.dump();
    if (headers["x-answer"] === "personal") {
      return performance.now() - startMs;
    }
    await sleep(10, undefined, { signal });
  }
  throw new Error("The server did not come back to personal pages within 10 s of its dependency's recovery.");
}
