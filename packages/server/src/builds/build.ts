import type { InstanceEnvironment } from "@soft-landing/shared/instance-environment";
import type { InstanceIdentity } from "@soft-landing/shared/page";
import type Koa from "koa";
import type { Logger } from "../log.ts";

/** What a build is composed from: known once the process has started, and the same for every build. */
export interface BuildParts {
  environment: InstanceEnvironment;
  identity: InstanceIdentity;
  log: Logger;
}

/** A composed server, ready to listen. */
export interface ComposedServer {
  app: Koa;
  /** Opens connections and reads what is read in advance; bounded by the caller, never rejects. */
  warmUp?(): Promise<void>;
  /** Lets go of connections and timers, after the last request. */
  close(): Promise<void> | void;
}

/** A composition root: puts the parts of one build together and does nothing else. */
export interface Build {
  name: string;
  compose(parts: BuildParts): Promise<ComposedServer> | ComposedServer;
}
