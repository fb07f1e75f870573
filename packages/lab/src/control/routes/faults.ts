import { faultSchema } from "@soft-landing/shared/lab-api";
import { z } from "zod";
import { parseBody } from "../parse-body.ts";
import { json, type Route } from "../route.ts";

const path = "/chaos/faults";
const faultsSchema = z.array(faultSchema);
const removalSchema = z.union([z.array(z.object({ id: z.string() })), z.strictObject({})]);

export const listFaults: Route = {
  method: "GET",
  path,
  handle: (_request, lab) => json(lab.region.faults.list()),
};

/** Replaces all faults. */
export const replaceFaults: Route = {
  method: "POST",
  path,
  handle({ body }, lab) {
    const faults = lab.region.faults.replace(parseBody(faultsSchema, body));
    lab.changes.notify();
    return json(faults);
  },
};

/** Adds faults; one with the id of another takes its place. */
export const addFaults: Route = {
  method: "PATCH",
  path,
  handle({ body }, lab) {
    lab.region.faults.add(parseBody(faultsSchema, body));
    lab.changes.notify();
    return json(lab.region.faults.list());
  },
};

/** Removes the faults with the given ids; with none given, all. */
export const removeFaults: Route = {
  method: "DELETE",
  path,
  handle({ body }, lab) {
    const given = parseBody(removalSchema, body);
    const ids = Array.isArray(given) && given.length > 0 ? given.map(({ id }) => id) : undefined;
    lab.region.faults.remove(ids);
    lab.changes.notify();
    return json(lab.region.faults.list());
  },
};
