import { parameterRequestSchema } from "@soft-landing/shared/lab-api";
import { parseBody } from "../parse-body.ts";
import { json, type Route } from "../route.ts";

export const setParameter: Route = {
  method: "POST",
  path: "/api/parameter",
  handle({ body }, lab) {
    const { value } = parseBody(parameterRequestSchema, body);
    const { name } = lab.deployments.serving().plan.parameter;
    const version = lab.awsEndpoint.parameters.put(name, value);
    lab.changes.notify();
    return json({ name, value, version });
  },
};
