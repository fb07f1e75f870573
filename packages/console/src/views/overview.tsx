import type { LabSnapshot } from "@soft-landing/shared/lab-api";
import { formatCount, formatMs, noData } from "../format/numbers.ts";
import { Picture } from "../picture/picture.tsx";
import { hashOf, type Route } from "../routing.ts";
import { healthOf } from "../state/health.ts";
import { sumOf } from "../state/series.ts";
import { seconds } from "../state/store.ts";

export default function OverviewView({ lab }: { lab: LabSnapshot }) {
  return (
    <>
      <Picture lab={lab} />
      <Tiles lab={lab} />
    </>
  );
}

/** Who notices: the figures that AWS's consoles show first, each a link to its view. */
function Tiles({ lab }: { lab: LabSnapshot }) {
  const all = seconds.value;
  const elb502 = sumOf(all, (second) => second.elb502, 60);
  const target5xx = sumOf(all, (second) => second.target5xx, 60);
  const { healthy, judged } = healthOf(lab);
  return (
    <dl class="tiles">
      <Tile
        name="Healthy targets"
        to={{ view: "target-group", tab: null }}
        value={judged === 0 ? noData : `${healthy} of ${judged}`}
        tone={healthy < judged ? "bad" : "ok"}
      />
      <Tile
        name="HTTP 502s, 1 min"
        to={{ view: "load-balancer", tab: null }}
        value={formatCount(elb502)}
        tone={elb502 === null ? undefined : "bad"}
      />
      <Tile
        name="Target 5XXs, 1 min"
        to={{ view: "target-group", tab: "monitoring" }}
        value={formatCount(target5xx)}
        tone={target5xx === null ? undefined : "bad"}
      />
      <Tile
        name="Response time, p99"
        to={{ view: "load-balancer", tab: null }}
        value={formatMs(all.at(-1)?.targetResponseTimeMs?.p99)}
      />
    </dl>
  );
}

function Tile(props: { name: string; to: Route; value: string; tone?: "bad" | "ok" | undefined }) {
  const { name, to, value, tone } = props;
  return (
    <div class="tile">
      <dt>
        <a class="door" href={hashOf(to)}>
          {name}
        </a>
      </dt>
      <dd data-tone={tone} class={value === noData ? "none" : undefined}>
        {value}
      </dd>
    </div>
  );
}
