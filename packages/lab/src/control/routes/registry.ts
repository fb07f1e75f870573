import type { Route } from "../route.ts";
import { down } from "./down.ts";
import { events } from "./events.ts";
import { cancelExperiment, listExperiments, startExperiment } from "./experiments.ts";
import { addFaults, listFaults, removeFaults, replaceFaults } from "./faults.ts";
import { freezeInstance, killInstance } from "./instances.ts";
import { labState } from "./lab-state.ts";
import { report, reports } from "./reports.ts";
import { setParameter } from "./set-parameter.ts";
import { switchBuild } from "./switch-build.ts";
import { traffic } from "./traffic.ts";
import { checkStep, walkthrough } from "./walkthrough.ts";
import { zoneDown, zoneUp } from "./zones.ts";

/** Every call of the control API. A new one is a file of its own and a line here. */
export const routes: readonly Route[] = [
  labState,
  events,
  switchBuild,
  setParameter,
  killInstance,
  freezeInstance,
  zoneDown,
  zoneUp,
  traffic,
  listFaults,
  replaceFaults,
  addFaults,
  removeFaults,
  listExperiments,
  startExperiment,
  cancelExperiment,
  reports,
  report,
  walkthrough,
  checkStep,
  down,
];
