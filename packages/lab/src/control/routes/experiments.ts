import { experiments } from "@soft-landing/experiments/experiments/registry";
import { durationSeconds } from "@soft-landing/shared/experiment";
import { type Experiments, experimentRequestSchema } from "@soft-landing/shared/lab-api";
import { experimentDeskOf } from "../experiment-desk.ts";
import { parseBody } from "../parse-body.ts";
import { json, type Route } from "../route.ts";

const path = "/api/experiments";

/** Starting and ending both labs takes about this long besides the load itself. */
const besidesLoadSeconds = 15;

export const listExperiments: Route = {
  method: "GET",
  path,
  handle: (_request, lab) =>
    json({
      experiments: experiments.map((experiment) => ({
        name: experiment.name,
        title: experiment.title,
        question: experiment.question,
        durationSeconds: durationSeconds(experiment) + besidesLoadSeconds,
      })),
      run: experimentDeskOf(lab).current(),
    } satisfies Experiments),
};

export const startExperiment: Route = {
  method: "POST",
  path,
  handle({ body }, lab) {
    const { experiment } = parseBody(experimentRequestSchema, body);
    return json(experimentDeskOf(lab).start(experiment), 202);
  },
};

export const cancelExperiment: Route = {
  method: "POST",
  path: `${path}/cancel`,
  handle(_request, lab) {
    experimentDeskOf(lab).cancel();
    return json({});
  },
};
