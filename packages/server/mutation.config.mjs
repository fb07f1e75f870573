import { mutationOptions } from "../../.ci/mutation/options.mjs";

export const rooms = {
  decisions: {
    mutate: ["src/{policies,dependencies,handlers}/**/*.ts"],
    testFiles: ["test/{policies,dependencies}/**/*.test.ts", "test/builds/{basic,error-handling}.test.ts"],
  },
};

export default mutationOptions(rooms);
