import { mutationOptions } from "../../.ci/mutation/options.mjs";

export default mutationOptions({
  mutate: ["src/{policies,dependencies,handlers}/**/*.ts"],
  testFiles: ["test/{policies,dependencies}/**/*.test.ts", "test/builds/{basic,error-handling}.test.ts"],
});
