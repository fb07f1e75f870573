import type { ConsoleView, LabSnapshot } from "@soft-landing/shared/lab-api";
import type { ComponentType } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useEffect, useRef } from "preact/hooks";
import { PagePanel } from "./beside/page-panel.tsx";
import { WalkthroughPanel } from "./beside/walkthrough-panel.tsx";
import { viewTitles } from "./routing.ts";
import { Head } from "./shell/head.tsx";
import { Notices } from "./shell/notices.tsx";
import { StatusLine } from "./shell/status-line.tsx";
import { route, snapshot } from "./state/store.ts";
import { HatchPattern } from "./story/hatch-pattern.tsx";
import { StoryPanel } from "./story/story-panel.tsx";
import OverviewView from "./views/overview.tsx";

const otherViewsAfterMs = 1500;

type View = ComponentType<{ lab: LabSnapshot }>;

const loaders = {
  "target-group": () => import("./views/target-group.tsx"),
  "load-balancer": () => import("./views/load-balancer.tsx"),
  "auto-scaling": () => import("./views/auto-scaling.tsx"),
  "parameter-store": () => import("./views/parameter-store.tsx"),
  code: () => import("./views/code.tsx"),
  faults: () => import("./views/faults.tsx"),
  experiments: () => import("./views/experiments.tsx"),
};

const views: Readonly<Record<ConsoleView, View>> = {
  overview: OverviewView,
  "target-group": lazy(loaders["target-group"]),
  "load-balancer": lazy(loaders["load-balancer"]),
  "auto-scaling": lazy(loaders["auto-scaling"]),
  "parameter-store": lazy(loaders["parameter-store"]),
  code: lazy(loaders.code),
  faults: lazy(loaders.faults),
  experiments: lazy(loaders.experiments),
};

/** Fetches what the first view did not need, so that every view opens even when the lab has gone. */
function fetchOtherViews(): void {
  for (const load of [...Object.values(loaders), () => import("./parts/plot-drawing.ts")]) {
    // What does not come now is asked for again when it is needed.
    load().catch(() => {});
  }
}

export function App() {
  const lab = snapshot.value;
  const { view } = route.value;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${viewTitles[view]} · Soft Landing`;
    // A link to another view moves the reader there, as a page load would; the first view is one already.
    if (!first.current) {
      main.current?.focus({ preventScroll: true });
    }
    first.current = false;
    scrollTo(0, 0);
  }, [view]);
  useEffect(() => {
    const timer = setTimeout(fetchOtherViews, otherViewsAfterMs);
    return () => clearTimeout(timer);
  }, []);
  const View = views[view];
  return (
    <div class="shell" data-view={view}>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the view
      </button>
      <Head lab={lab} />
      <Notices />
      {lab !== null && <StoryPanel lab={lab} large={view === "overview"} />}
      <main class="main" id="main" ref={main} tabIndex={-1}>
        <div class="view" data-view={view}>
          {lab === null ? (
            <p class="empty">Waiting for the lab.</p>
          ) : (
            <Suspense fallback={<p class="empty">One moment.</p>}>
              <View lab={lab} />
            </Suspense>
          )}
        </div>
      </main>
      <aside class="beside" aria-label="Walkthrough and web page">
        {lab !== null && (
          <div class="beside-inner">
            <WalkthroughPanel lab={lab} />
            <PagePanel lab={lab} />
          </div>
        )}
      </aside>
      <StatusLine />
      <HatchPattern />
    </div>
  );
}
