import { branchCoverage } from "../../vitest.coverage.ts";

// What starts the process runs in children of test/run-server.test.ts only, where nothing is counted; two files hold types.
export default branchCoverage(
  ["src/**/*.ts", "!src/bin/*.ts", "!src/run-server.ts", "!src/builds/build.ts", "!src/handlers/answer.ts"],
  ["test/{builds,dependencies,page,policies,routes}/**/*.test.ts", "test/!(readme|run-server).test.ts"],
);
