import type { Action, DisturbanceKind } from "../disturbance.ts";
import { zoneOf, zoneParameters } from "../selectors.ts";

const zoneDown: Action<typeof zoneParameters> = {
  name: "zone-down",
  command: "zone-down <zone>",
  title: "Take a zone down",
  description:
    "Take an Availability Zone down: its instances stop answering, and Auto Scaling launches nothing there.",
  parameters: zoneParameters,
  perform(lab, given) {
    const zone = zoneOf(lab, given);
    const isDown = lab.region.fleet.zonesDown().includes(zone);
    lab.region.fleet.zoneDown(zone);
    return { words: `Zone ${zone} is ${isDown ? "already " : ""}down.`, subject: zone };
  },
};

const zoneUp: Action<typeof zoneParameters> = {
  name: "zone-up",
  command: "zone-up <zone>",
  title: "Bring a zone back up",
  description: "Bring an Availability Zone back up.",
  parameters: zoneParameters,
  perform(lab, given) {
    const zone = zoneOf(lab, given);
    const wasDown = lab.region.fleet.zonesDown().includes(zone);
    lab.region.fleet.zoneUp(zone);
    return { words: `Zone ${zone} is ${wasDown ? "back up" : "not down; nothing changes"}.`, subject: zone };
  },
};

export default {
  act: zoneDown,
  undo: zoneUp,
  inForce: (lab) =>
    lab.region.fleet.zonesDown().map((zone) => ({
      words: `zone ${zone}: down`,
      subject: zone,
      hits: null,
      undoParameters: { zone },
    })),
} satisfies DisturbanceKind;
