import type { Bench } from "./bench.ts";
import { pagesPerSecond } from "./server/pages-per-second.ts";

/** All benches, in the order in which `pnpm lab bench` runs them. */
export const benches: readonly Bench[] = [pagesPerSecond];
