import { mutationOptions } from "../../.ci/mutation/options.mjs";

/** Some tests look at sources, at documents, or at processes of their own, which see no mutant. */
export const rooms = {
  routing: {
    mutate: ["src/load-balancer/routing/**/*.ts"],
    testFiles: ["test/load-balancer/routing/*.test.ts", "test/load-balancer/listener-rules.test.ts"],
  },
  health: {
    mutate: ["src/load-balancer/health/**/*.ts"],
    testFiles: ["test/load-balancer/health/*.test.ts"],
  },
  fleet: {
    mutate: [
      "src/fleet/{activity-wording,boot-plan,cloud-config,command-line,group-decisions,group,turns}.ts",
      "src/fleet/{unit-log,unit-restart,unit-settings}.ts",
    ],
    testFiles: ["test/fleet/!(supervisor).test.ts"],
  },
  wire: {
    mutate: ["src/wire/**/*.ts"],
    testFiles: ["test/wire/**/!(bounded-work|operations).test.ts"],
  },
  resources: {
    mutate: ["src/services/**/*-resource{,s}.ts"],
    testFiles: ["test/services/resources.test.ts", "test/services/elbv2/listeners.test.ts"],
  },
  "data-plane": {
    mutate: ["src/load-balancer/data-plane/**/*.ts"],
    testFiles: ["test/load-balancer/data-plane/*.test.ts", "test/load-balancer/!(hostile-traffic).test.ts"],
  },
};

export default mutationOptions(rooms);
