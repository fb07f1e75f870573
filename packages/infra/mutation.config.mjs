import { mutationOptions } from "../../.ci/mutation/options.mjs";

export const rooms = {
  plan: { mutate: ["src/plan/**/*.ts"], testFiles: ["test/plan/**/*.test.ts"] },
};

export default mutationOptions(rooms);
