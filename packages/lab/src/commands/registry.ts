import { benchCommand } from "./bench.ts";
import { compareCommand } from "./compare.ts";
import { conformanceCommand } from "./conformance.ts";
import { down } from "./down.ts";
import { env } from "./env.ts";
import { fault } from "./fault.ts";
import { freeze } from "./freeze.ts";
import { kill } from "./kill.ts";
import type { LabCommand } from "./lab-command.ts";
import { param } from "./param.ts";
import { status } from "./status.ts";
import { switchBuild } from "./switch.ts";
import { up } from "./up.ts";
import { walkthroughCommand } from "./walkthrough.ts";
import { zoneDown } from "./zone-down.ts";
import { zoneUp } from "./zone-up.ts";

/** Every verb, in the order of `pnpm lab --help`. A new one is a file of its own and a line here. */
export const commands: readonly LabCommand[] = [
  up,
  down,
  status,
  env,
  switchBuild,
  param,
  fault,
  kill,
  freeze,
  zoneDown,
  zoneUp,
  walkthroughCommand,
  compareCommand,
  conformanceCommand,
  benchCommand,
];
