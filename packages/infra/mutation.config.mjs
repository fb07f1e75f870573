import { mutationOptions } from "../../.ci/mutation/options.mjs";

export default mutationOptions({
  mutate: ["src/plan/**/*.ts"],
  testFiles: ["test/plan/**/*.test.ts", "test/{account,release-gate}.test.ts"],
});
