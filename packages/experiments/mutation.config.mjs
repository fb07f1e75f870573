import { mutationOptions } from "../../.ci/mutation/options.mjs";

export const rooms = {
  judging: { mutate: ["src/judging/**/*.ts"], testFiles: ["test/judging/**/*.test.ts"] },
};

export default mutationOptions(rooms);
