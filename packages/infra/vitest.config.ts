import { mergeConfig } from "vitest/config";
import { testTier } from "../../vitest.shared.ts";

// Many tests start Pulumi's SDK anew, a second of work each: on a busy machine that is no reason to fail.
export default mergeConfig(testTier("unit"), { test: { testTimeout: 120_000, hookTimeout: 120_000 } });
