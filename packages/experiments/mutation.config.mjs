import { mutationOptions } from "../../.ci/mutation/options.mjs";

export default mutationOptions({
  mutate: ["src/judging/**/*.ts"],
  testFiles: ["test/judging/**/*.test.ts"],
});
