import { reportContentSecurityPolicy } from "@soft-landing/shared/lab-api";
import { listReports, readReport } from "../report-shelf.ts";
import { ApiProblem, json, type Route } from "../route.ts";

export const reports: Route = {
  method: "GET",
  path: "/api/reports",
  handle: async () => json(await listReports()),
};

export const report: Route = {
  method: "GET",
  path: "/reports/:file",
  async handle({ params: { file = "" } }) {
    const bytes = await readReport(file);
    if (bytes === undefined) {
      throw new ApiProblem(404, `There is no report ${file}.`);
    }
    const headers = {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": reportContentSecurityPolicy,
    };
    return { kind: "bytes", status: 200, bytes, headers };
  },
};
