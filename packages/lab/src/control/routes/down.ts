import { ApiProblem, json, type Route } from "../route.ts";

export const down: Route = {
  method: "POST",
  path: "/api/down",
  handle({ authorised }, lab) {
    if (!authorised) {
      throw new ApiProblem(401, "Only the lab's owner may end it.", "Use `pnpm lab down`.");
    }
    lab.requestEnd();
    return json({ ending: lab.record.labId }, 202);
  },
};
