import type { Experiment } from "@soft-landing/shared/experiment";
import { accessDenied } from "./access-denied.ts";
import { dependencyHang } from "./dependency-hang.ts";
import { dependencyOff } from "./dependency-off.ts";
import { dependencySlow } from "./dependency-slow.ts";
import { instanceKilled } from "./instance-killed.ts";
import { parameterStoreDown } from "./parameter-store-down.ts";
import { throttled } from "./throttled.ts";
import { versionSwitch } from "./version-switch.ts";
import { zoneLost } from "./zone-lost.ts";

/** Every experiment of this repository, the story's own first. */
export const experiments: readonly Experiment[] = [
  dependencyOff,
  dependencySlow,
  dependencyHang,
  throttled,
  accessDenied,
  parameterStoreDown,
  instanceKilled,
  zoneLost,
  versionSwitch,
];
