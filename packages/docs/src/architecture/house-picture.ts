import type { WorkspaceLink } from "../dependencies/manifests.ts";

/** Parts that only look at the others. The picture is about the flow of data. */
const onlookers = new Set(["docs", "custom-server"]);

/** How the repository's parts depend on each other, as a Mermaid flowchart along the flow of data. */
export function housePicture(links: readonly WorkspaceLink[]): string {
  const shown = links.filter(({ from }) => !onlookers.has(from));
  const edges = shown.map(({ from, to, by }) => `  ${to} ${by === "import" ? "-->" : "-.->"} ${from}`);
  return ["```mermaid", "flowchart LR", ...edges.sort(), "```"].join("\n");
}
