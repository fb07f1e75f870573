import { mutationOptions } from "../../.ci/mutation/options.mjs";

/** Some tests look at sources, at documents, or at processes of their own, which see no mutant. */
const tests = [
  "fleet/**/!(supervisor)",
  "load-balancer/**/!(hostile-traffic)",
  "services/**/!(engine)",
  "wire/**/!(bounded-work|operations)",
];

export default mutationOptions({
  mutate: [
    "src/load-balancer/{data-plane,health,routing}/**/*.ts",
    "src/fleet/{activity-wording,boot-plan,cloud-config,command-line,group-decisions,group,turns}.ts",
    "src/fleet/{unit-log,unit-restart,unit-settings,user-data}.ts",
    "src/wire/**/*.ts",
    "src/services/**/*-resource{,s}.ts",
  ],
  testFiles: tests.map((names) => `test/${names}.test.ts`),
});
