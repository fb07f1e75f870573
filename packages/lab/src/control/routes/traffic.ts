import { trafficRequestSchema } from "@soft-landing/shared/lab-api";
import { parseBody } from "../parse-body.ts";
import { json, type Route } from "../route.ts";

export const traffic: Route = {
  method: "POST",
  path: "/api/traffic",
  handle({ body }, lab) {
    lab.traffic.set(parseBody(trafficRequestSchema, body).requestsPerSecond);
    lab.changes.notify();
    return json(lab.traffic.counts());
  },
};
