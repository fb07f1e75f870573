/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circular",
      comment:
        "Data flows one way; a cycle hides where a change belongs. A type that is imported back makes none.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "packages-know-shared-only",
      comment:
        "Packages know each other by files (artifact, manifest, recorded graph, built console), never by imports. Only shared is imported.",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/", pathNot: ["^packages/$1/", "^packages/shared/src/"] },
    },
    {
      name: "shared-does-no-io",
      comment: "shared holds contracts only.",
      severity: "error",
      from: { path: "^packages/shared/src/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "sources-do-not-know-tests",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: { path: "^packages/[^/]+/test/" },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|test-results|coverage)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
