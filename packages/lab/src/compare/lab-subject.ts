import { closePlace, placeOfLab } from "@soft-landing/experiments/place/place";
import type { Subject } from "@soft-landing/experiments/rounds/subject";
import { builds } from "@soft-landing/shared/builds";
import { spawnLab } from "../client/spawn-lab.ts";

export interface LabSubjectOptions {
  build: string;
  /** With build `custom`: a file. */
  artifact?: string;
  signal: AbortSignal;
}

/** A build in a lab of its own, which ends with `stop()`. */
export async function labSubject({ build, artifact, signal }: LabSubjectOptions): Promise<Subject> {
  const lab = await spawnLab({
    stack: build === "custom" ? "basic" : build,
    build,
    signal,
    ...(artifact === undefined ? {} : { artifact }),
  });
  const snapshot = await lab.control.snapshot();
  const place = placeOfLab(snapshot);
  return {
    id: build,
    place,
    async perform({ action, ...parameters }) {
      return (await lab.control.perform(action, parameters)).subject;
    },
    extraSettings: {
      "load balancer": `${snapshot.targetGroup.algorithm}, idle timeout ${snapshot.loadBalancer.idleTimeoutSeconds} s`,
      "deregistration delay": `${snapshot.targetGroup.deregistrationDelaySeconds} s`,
      ...(build === "error-handling"
        ? { "waits for its dependency": `${builds[build].dependencyTimeoutMs} ms at most` }
        : {}),
      ...(build === "basic" ? { "waits for its dependency": "as long as the SDK does" } : {}),
    },
    async stop() {
      closePlace(place);
      await lab.stop();
    },
  };
}
