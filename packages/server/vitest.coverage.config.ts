import { branchCoverage } from "../../vitest.coverage.ts";

// What starts the process and opens its log runs in child processes only, where nothing is counted; two files hold types.
export default branchCoverage(
  ["src/**/*.ts", "!src/run-server.ts", "!src/log.ts", "!src/builds/build.ts", "!src/handlers/answer.ts"],
  [
    "test/{builds,dependencies,page,policies,routes}/**/*.test.ts",
    "test/!(documents|run-server|log).test.ts",
  ],
);
