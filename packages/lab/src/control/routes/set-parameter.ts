import { parameterRequestSchema } from "@soft-landing/shared/lab-api";
import { parseBody } from "../parse-body.ts";
import { ApiProblem, json, type Route } from "../route.ts";

export const setParameter: Route = {
  method: "POST",
  path: "/api/parameter",
  handle({ body }, lab) {
    const { value } = parseBody(parameterRequestSchema, body);
    const name = lab.serving().parameterName;
    if (name === undefined) {
      throw new ApiProblem(409, `Stack ${lab.record.stack} has no parameter.`);
    }
    const version = lab.region.services.ssm.parameters.put(name, value);
    lab.changes.notify();
    return json({ name, value, version });
  },
};
