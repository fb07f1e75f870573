import { testTier } from "../../vitest.shared.ts";

export default testTier("system");
