import { json, type Route, refusingWith } from "../route.ts";

export const killInstance: Route = {
  method: "POST",
  path: "/api/instances/:id/kill",
  handle({ params: { id = "" } }, lab) {
    refusingWith(404, () => lab.region.fleet.kill(id));
    return json({ id });
  },
};

export const freezeInstance: Route = {
  method: "POST",
  path: "/api/instances/:id/freeze",
  handle({ params: { id = "" } }, lab) {
    refusingWith(404, () => lab.region.fleet.freeze(id));
    return json({ id });
  },
};
