import type { WorkspaceLink } from "../dependencies/manifests.ts";

/** Parts that only look at the others; the picture is about what flows. */
const onlookers = new Set(["docs", "custom-server"]);

/** How the repository's parts hang together, as a Mermaid flowchart along the flow of data. */
export function housePicture(links: readonly WorkspaceLink[]): string {
  const shown = links.filter(({ from }) => !onlookers.has(from));
  const edges = shown.map(({ from, to, by }) => `  ${to} ${by === "import" ? "-->" : "-.->"} ${from}`);
  return ["```mermaid", "flowchart LR", ...edges.sort(), "```"].join("\n");
}
