import { useSignal } from "@preact/signals";
import { promiseOf } from "@soft-landing/shared/builds";
import { type HandlerSource, handlerSourcesSchema, type LabSnapshot } from "@soft-landing/shared/lab-api";
import { useEffect } from "preact/hooks";
import { readLab } from "../api/lab-client.ts";
import { Badge } from "../parts/badge.tsx";
import { ViewHead } from "../parts/view-head.tsx";
import { hardBuild } from "../state/builds.ts";
import { perform } from "../state/store.ts";
import { pairedLines } from "./paired-lines.ts";

/** Where the difference is: the handlers side by side, from their sources. */
export default function CodeView({ lab }: { lab: LabSnapshot }) {
  const handlers = useSignal<readonly HandlerSource[]>([]);
  useEffect(() => {
    perform(null, async () => {
      handlers.value = await readLab("/api/handlers", handlerSourcesSchema);
    });
  }, [lab.labId, handlers]);
  const hard = handlers.value.find(({ build }) => build === hardBuild);
  const others = handlers.value.filter(({ build }) => build !== hardBuild);
  return (
    <>
      <ViewHead title="Code" sub="The handler of each build, and what it does when a dependency fails" />
      {hard !== undefined &&
        others.map((other) => <SideBySide key={other.build} before={hard} after={other} lab={lab} />)}
      <p class="soft">
        To write it yourself, copy the example server, handle the failing call, and deploy it:{" "}
        <code>pnpm pack:custom</code>, then{" "}
        <code>pnpm lab switch custom --artifact examples/custom-server/custom.tgz</code>.
      </p>
    </>
  );
}

function SideBySide({
  before,
  after,
  lab,
}: {
  before: HandlerSource;
  after: HandlerSource;
  lab: LabSnapshot;
}) {
  return (
    <div class="card diff">
      <table aria-label={`The handlers of ${before.build} and ${after.build}, line by line`}>
        <thead>
          <tr>
            {[before, after].map(({ build, file }) => (
              <th key={build} scope="col">
                <h2>
                  {build} {lab.build === build && <Badge tone="busy">serves now</Badge>}
                </h2>
                <p class="soft">{promiseOf(build)}</p>
                <code class="soft">{file}</code>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pairedLines(before.source, after.source).map((pair, index) => (
            <tr key={index} data-alike={pair.alike}>
              <Line text={pair.before} alike={pair.alike} />
              <Line text={pair.after} alike={pair.alike} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ text, alike }: { text: string | null; alike: boolean }) {
  const kind = text === null ? "missing" : alike ? "alike" : "own";
  return (
    <td data-line={kind}>
      <code>{text}</code>
    </td>
  );
}
