import type { Action, DisturbanceKind } from "../disturbance.ts";
import { zoneOf, zoneParameters } from "../selectors.ts";

const zoneDown: Action<typeof zoneParameters> = {
  name: "zone-down",
  command: "zone-down <zone>",
  title: "Lose a zone",
  description:
    "Lose an Availability Zone: its instances stop answering, and Auto Scaling launches nothing there.",
  parameters: zoneParameters,
  perform(lab, given) {
    const zone = zoneOf(lab, given);
    const isDown = lab.region.fleet.zonesDown().includes(zone);
    lab.region.fleet.zoneDown(zone);
    return { words: `Zone ${zone} is lost${isDown ? " already" : ""}.`, subject: zone };
  },
};

const zoneUp: Action<typeof zoneParameters> = {
  name: "zone-up",
  command: "zone-up <zone>",
  title: "Bring a zone back",
  description: "Bring a lost Availability Zone back.",
  parameters: zoneParameters,
  perform(lab, given) {
    const zone = zoneOf(lab, given);
    const wasDown = lab.region.fleet.zonesDown().includes(zone);
    lab.region.fleet.zoneUp(zone);
    return { words: `Zone ${zone} is ${wasDown ? "back" : "not lost; nothing changes"}.`, subject: zone };
  },
};

export default {
  act: zoneDown,
  undo: zoneUp,
  inForce: (lab) =>
    lab.region.fleet.zonesDown().map((zone) => ({
      words: `zone ${zone}: lost`,
      subject: zone,
      hits: null,
      undoParameters: { zone },
    })),
} satisfies DisturbanceKind;
