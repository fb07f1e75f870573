import { actionCommands } from "./actions.ts";
import { benchCommand } from "./bench.ts";
import { conformanceCommand, walkthroughCommand } from "./check-commands.ts";
import { compareCommand } from "./compare.ts";
import { down } from "./down.ts";
import { env } from "./env.ts";
import type { LabCommand } from "./lab-command.ts";
import { status } from "./status.ts";
import { switchBuild } from "./switch.ts";
import { up } from "./up.ts";

/** Every verb, in the order of `pnpm lab --help`. A new one is a file of its own and a line here. */
export const commands: readonly LabCommand[] = [
  up,
  down,
  status,
  env,
  switchBuild,
  actionCommands,
  walkthroughCommand,
  compareCommand,
  conformanceCommand,
  benchCommand,
];
