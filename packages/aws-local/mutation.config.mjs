import { mutationOptions } from "../../.ci/mutation/options.mjs";

/** These look at sources, at documents, or at processes of their own, which see no mutant. */
const seeNoMutant = [
  "!test/load-balancer/hostile-traffic.test.ts",
  "!test/wire/{bounded-work,operations}.test.ts",
  "!test/services/dynamodb/engine.test.ts",
];

export default mutationOptions({
  mutate: [
    "src/load-balancer/{data-plane,health,routing}/**/*.ts",
    "src/fleet/{activity-wording,boot-plan,cloud-config,command-line,group-decisions,group,turns}.ts",
    "src/fleet/{unit-log,unit-restart,unit-settings,user-data}.ts",
    "src/wire/**/*.ts",
    "src/services/**/*-resource{,s}.ts",
  ],
  testFiles: ["test/{load-balancer,fleet,wire,services}/**/*.test.ts", ...seeNoMutant],
});
