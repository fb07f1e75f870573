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
import { lab as labState, route, shownStack } from "./state/store.ts";
import { HatchPattern } from "./story/hatch-pattern.tsx";
import { StoryPanel } from "./story/story-panel.tsx";
import OverviewView from "./views/overview.tsx";

const otherViewsAfterMs = 1500;

const CompareView = lazy(() => import("./compare/compare-view.tsx"));

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

/** Fetches what the first view did not need, so that every view opens even when the lab has ended. */
function fetchOtherViews(): void {
  for (const load of [...Object.values(loaders), () => import("./parts/plot-drawing.ts")]) {
    // What fails to load now is loaded again when it is needed.
    load().catch(() => {});
  }
}

export function App() {
  const { view } = route.value;
  const { stacks } = labState.value;
  const stack = shownStack.value;
  const comparing = view === "overview" && stacks.length > 1;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${viewTitles[view]} · Soft Landing`;
    // A link to another view moves the focus there, as a page load would. The first view needs no move.
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
    <div class="shell" data-view={view} data-comparing={comparing}>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Head />
      <Notices />
      {stack !== undefined && !comparing && <StoryPanel stack={stack} large={view === "overview"} />}
      <main class="main" id="main" ref={main} tabIndex={-1}>
        <div class="view" data-view={view}>
          {stack === undefined ? (
            <NoStack />
          ) : (
            <Suspense fallback={<p class="empty">One moment.</p>}>
              {comparing ? <CompareView stacks={stacks} /> : <View lab={stack.snapshot} />}
            </Suspense>
          )}
        </div>
      </main>
      {stack !== undefined && !comparing && (
        <aside class="beside" aria-label="Walkthrough and web page">
          <div class="beside-inner">
            {stacks.length === 1 && <WalkthroughPanel lab={stack.snapshot} />}
            <PagePanel lab={stack.snapshot} />
          </div>
        </aside>
      )}
      <StatusLine />
      <HatchPattern />
    </div>
  );
}

/** Shown until the lab sends its stacks, and when no stack serves. */
function NoStack() {
  const { lab } = labState.value;
  if (lab === null) {
    return <p class="empty">Waiting for the lab.</p>;
  }
  const coming = lab.stacks.map(({ name }) => name).join(", ");
  return (
    <p class="empty">
      {coming !== "" ? (
        <>Stack {coming} does not serve yet.</>
      ) : (
        <>
          This lab does not have a stack yet. Deploy one: <code>eval "$(pnpm -s lab env)"</code>, then{" "}
          <code>pulumi up</code> in packages/infra.
        </>
      )}
    </p>
  );
}
