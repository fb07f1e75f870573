import { mutationOptions } from "../../.ci/mutation/options.mjs";

export const rooms = {
  policies: { mutate: ["src/policies/**/*.ts"], testFiles: ["test/policies/**/*.test.ts"] },
  dependencies: { mutate: ["src/dependencies/**/*.ts"], testFiles: ["test/dependencies/**/*.test.ts"] },
  handlers: {
    mutate: ["src/handlers/**/*.ts"],
    testFiles: [
      "test/policies/recommendation-policies.test.ts",
      "test/builds/{basic,error-handling}.test.ts",
    ],
  },
};

export default mutationOptions(rooms);
