import { json, type Route } from "../route.ts";
import { labSnapshot } from "../snapshot.ts";

export const labState: Route = {
  method: "GET",
  path: "/api/lab",
  handle: (_request, lab) => json(labSnapshot(lab)),
};
