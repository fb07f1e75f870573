import { mutationOptions } from "../../.ci/mutation/options.mjs";

export default mutationOptions({
  mutate: ["src/wire/**/*.ts", "src/services/**/*-resource{,s}.ts"],
  testFiles: [
    "test/wire/**/!(bounded-work|regular-expressions).test.ts",
    "test/services/**/!(engine).test.ts",
  ],
});
