import { eventStreamOf } from "../event-stream.ts";
import { ApiProblem, type Route } from "../route.ts";

export const events: Route = {
  method: "GET",
  path: "/api/events",
  handle({ headers, query }, lab) {
    const given = headers["last-event-id"] ?? query.get("lastEventId") ?? undefined;
    const lastEventId = given === undefined || given === "" ? undefined : Number(given);
    if (lastEventId !== undefined && !Number.isInteger(lastEventId)) {
      throw new ApiProblem(400, `The last event's id is a second's number, not ${String(given)}.`);
    }
    return { kind: "stream", stream: (response) => eventStreamOf(lab).attach(response, lastEventId) };
  },
};
