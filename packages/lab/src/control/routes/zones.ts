import { json, type Route, refusingWith } from "../route.ts";

export const zoneDown: Route = {
  method: "POST",
  path: "/api/zones/:zone/down",
  handle({ params: { zone = "" } }, lab) {
    refusingWith(404, () => lab.region.fleet.zoneDown(zone));
    return json({ zonesDown: lab.region.fleet.zonesDown() });
  },
};

export const zoneUp: Route = {
  method: "POST",
  path: "/api/zones/:zone/up",
  handle({ params: { zone = "" } }, lab) {
    refusingWith(404, () => lab.region.fleet.zoneUp(zone));
    return json({ zonesDown: lab.region.fleet.zonesDown() });
  },
};
