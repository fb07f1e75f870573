import { housePicture } from "./architecture/house-picture.ts";
import { architecturePicture } from "./architecture/picture.ts";
import { componentTable, removedTable } from "./architecture/resource-tables.ts";
import { stackFacts } from "./architecture/stack-facts.ts";
import { additionalCostTable, hourlyCostSentence, hourlyCostTable, priceTable } from "./cost/cost-tables.ts";
import { dependencyTable } from "./dependencies/dependency-table.ts";
import { listDependencies, listWorkspaceLinks } from "./dependencies/manifests.ts";
import { reasons } from "./dependencies/reasons.ts";
import { benchSections, readBenchJournals } from "./measurements/bench-journal.ts";
import { readRecordedGraph } from "./recorded-graph.ts";
import { configTable, outputTable } from "./reference/reference-tables.ts";
import { readRepositoryFile } from "./repository.ts";

/** A part of a document that code writes, between two markers with its name. */
export interface GeneratedPart {
  document: string;
  name: string;
  render(): string;
}

/** The stack of the pictures and figures. The other stack differs only in its build. */
const graph = () => readRecordedGraph("basic");

/** Every generated part of the docs. */
export const generatedParts: readonly GeneratedPart[] = [
  { document: "docs/architecture.md", name: "house", render: () => housePicture(listWorkspaceLinks()) },
  {
    document: "docs/architecture.md",
    name: "picture",
    render: () => architecturePicture(stackFacts(graph())),
  },
  { document: "docs/architecture.md", name: "components", render: () => componentTable(graph()) },
  {
    document: "docs/configuration.md",
    name: "config",
    render: () => configTable(readRepositoryFile("packages/infra/Pulumi.yaml")),
  },
  { document: "docs/configuration.md", name: "outputs", render: outputTable },
  { document: "docs/cost.md", name: "summary", render: () => hourlyCostSentence(graph()) },
  { document: "docs/cost.md", name: "hourly", render: () => hourlyCostTable(graph()) },
  { document: "docs/cost.md", name: "additional", render: () => additionalCostTable(graph()) },
  { document: "docs/cost.md", name: "prices", render: priceTable },
  { document: "docs/destroy.md", name: "removed", render: () => removedTable(graph()) },
  {
    document: "docs/benches.md",
    name: "benches",
    render: () => benchSections(readBenchJournals()),
  },
  {
    document: "docs/dependencies.md",
    name: "dependencies",
    render: () => dependencyTable(listDependencies(), reasons),
  },
];
