/**
 * The packages as a graph: each may import itself and the packages named here. Everything else it knows by files
 * that a build writes (artifact, manifest, recorded graph, built console). A test may also use the test rigs of
 * packages that its own may import.
 */
const imports = {
  shared: [],
  artifact: ["shared"],
  "stack-graph": ["shared", "aws-local"],
  server: ["shared", "artifact"],
  infra: ["shared", "artifact", "stack-graph"],
  policy: ["shared", "stack-graph"],
  "aws-local": ["shared", "artifact"],
  experiments: ["shared"],
  lab: ["shared", "artifact", "stack-graph", "aws-local", "experiments"],
  console: ["shared"],
  docs: ["shared", "stack-graph"],
};

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
    ...Object.entries(imports).map(([name, allowed]) => ({
      name: `what-${name}-imports`,
      comment: `packages/${name} imports ${["itself", ...allowed].join(", ")}. The list is in .dependency-cruiser.js.`,
      severity: "error",
      from: { path: `^packages/${name}/` },
      to: {
        path: "^(packages|examples)/",
        pathNot: [`^packages/${name}/`, ...allowed.map((other) => `^packages/${other}/(src|test)/`)],
      },
    })),
    {
      name: "folders-are-a-graph",
      comment:
        "A folder that another one uses never imports back, by a type neither: it can be read and moved alone.",
      severity: "error",
      scope: "folder",
      from: { path: "^packages/[^/]+/src" },
      to: { circular: true },
    },
    {
      name: "aws-local-is-put-together-at-its-root",
      comment:
        "region.ts, endpoint.ts and services.ts put the folders beside them together, which do not know them.",
      severity: "error",
      from: { path: "^packages/aws-local/src/.+/" },
      to: { path: "^packages/aws-local/src/(region|endpoint|services)\\.ts$" },
    },
    {
      name: "every-package-has-its-list",
      comment: "A new package says in .dependency-cruiser.js what it imports.",
      severity: "error",
      from: { path: "^packages/", pathNot: Object.keys(imports).map((name) => `^packages/${name}/`) },
      to: {},
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
