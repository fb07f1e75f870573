import { switchRequestSchema } from "@soft-landing/shared/lab-api";
import { parseBody } from "../parse-body.ts";
import { ApiProblem, json, type Route, refusingWith } from "../route.ts";

export const switchBuild: Route = {
  method: "POST",
  path: "/api/switch",
  handle({ body, authorised }, lab) {
    const request = parseBody(switchRequestSchema, body);
    if ((request.artifact !== undefined || request.artifactSha256 !== undefined) && !authorised) {
      throw new ApiProblem(
        403,
        "An artifact runs with your rights, so the lab takes it from the command line only.",
        "Use `pnpm lab switch custom --artifact FILE`.",
      );
    }
    if (request.build === "custom" && request.artifact === undefined) {
      throw new ApiProblem(
        400,
        "Build custom needs an artifact.",
        "Use `pnpm lab switch custom --artifact FILE`.",
      );
    }
    refusingWith(409, () => lab.deployments.begin(request));
    return json(lab.deployments.current(), 202);
  },
};
