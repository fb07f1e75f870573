import { type ConsoleView, consoleViews } from "@soft-landing/shared/lab-api";

/** Which view the console shows, and which tab if the view has tabs. */
export interface Route {
  view: ConsoleView;
  tab: string | null;
}

/** The names of the views, as AWS's own consoles use them. */
export const viewTitles: Readonly<Record<ConsoleView, string>> = {
  overview: "Overview",
  "target-group": "Target group",
  "load-balancer": "Load balancer",
  "auto-scaling": "Auto Scaling",
  "parameter-store": "Parameter Store",
  code: "Code",
  faults: "Faults",
  experiments: "Experiments",
};

/** Reads an address such as `#/target-group/monitoring`. An unknown address is the overview. */
export function routeOf(hash: string): Route {
  const [name = "", tab = ""] = hash.replace(/^#?\/?/, "").split("/");
  const view = consoleViews.find((known) => known === name);
  if (view === undefined) {
    return { view: "overview", tab: null };
  }
  return { view, tab: tab === "" ? null : tab };
}

/** The address of a route; {@link routeOf} reads it back. */
export function hashOf({ view, tab }: Route): string {
  return tab === null ? `#/${view}` : `#/${view}/${tab}`;
}
