import type { ServerBuild } from "@soft-landing/shared/builds";
import type { InstanceEnvironment } from "@soft-landing/shared/instance-environment";
import type { Middleware } from "koa";
import type { GetRecommendation } from "../dependencies/recommendations.ts";
import type { ReadSwitch } from "../dependencies/switch.ts";
import type { PageHandler } from "../handlers/answer.ts";
import type { Logger } from "../log.ts";
import type { OnUnhandled } from "../unhandled-errors.ts";

/** What a build is composed from. */
export interface BuildParts {
  name: ServerBuild;
  environment: InstanceEnvironment;
  log: Logger;
}

/** What differs between builds. The rest of the server is the same for all of them. */
export interface Build {
  /** Finds the content of the page. */
  page: PageHandler;
  /** The table, as the deep health check calls it: nothing softens a failure. */
  readTable: GetRecommendation;
  /** The switch, in the same way. */
  readSwitch: ReadSwitch;
  /** What happens to a request whose route has thrown. */
  onUnhandled: OnUnhandled;
  /** Runs around every request. Without it, only failures are logged. */
  requestLog?: Middleware;
  /** Opens connections and reads values in advance. The caller limits its time, and it never rejects. */
  warmUp?(): Promise<void>;
  /** Releases connections and timers, after the last request. */
  close(): void;
}

/** Puts the parts of one build together and does nothing else. `builds/<name>.ts` exports it as `compose`. */
export type ComposeBuild = (parts: BuildParts) => Build;
