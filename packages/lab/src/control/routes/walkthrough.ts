import { json, type Route } from "../route.ts";
import { walkthroughDeskOf } from "../walkthrough-desk.ts";

export const walkthrough: Route = {
  method: "GET",
  path: "/api/walkthrough",
  handle: async (_request, lab) => json({ steps: (await walkthroughDeskOf(lab)).steps() }),
};

export const checkStep: Route = {
  method: "POST",
  path: "/api/walkthrough/:id/check",
  handle: async ({ params: { id = "" } }, lab) => json(await (await walkthroughDeskOf(lab)).check(id)),
};
