import type { ServerBuild } from "@soft-landing/shared/builds";
import { createApp } from "./app.ts";
import type { Build, ComposeBuild } from "./builds/build.ts";
import { readIdentity } from "./dependencies/identity.ts";
import { describeError } from "./described-error.ts";
import { EnvironmentMistake, readEnvironment } from "./environment.ts";
import { listen } from "./http-server.ts";
import { type OpenLog, openLog } from "./log.ts";

/**
 * How long open requests may take after SIGTERM, in milliseconds: the load balancer's deregistration delay.
 */
const stopLimitMs = 15_000;

/** How long connections may take to warm up before the server listens anyway, in milliseconds. */
const warmUpLimitMs = 1_000;

/** How long the log's last lines may take to be written, in milliseconds. */
const lastLinesLimitMs = 500;

/** Runs one build as this process, until SIGTERM or SIGINT. */
export async function runServer(name: ServerBuild, compose: ComposeBuild): Promise<void> {
  const output = openLog(name);
  const { log } = output;
  process.once("uncaughtException", (error) => endWithError(error, "The server has failed", output));
  try {
    const environment = readEnvironment();
    const instance = await readIdentity();
    const build = compose({ name, environment, log });
    await warmUp(build);
    const app = createApp({ name, instance, log }, build);
    const server = await listen(app.callback(), { host: environment.HOST, port: environment.PORT, log });
    log.info({ host: environment.HOST, port: server.port, instance }, "Listening");
    onStopSignal(async (signal) => {
      const finished = await server.stop(stopLimitMs);
      build.close();
      log.info({ signal, finished }, "Stopped");
      await end(0, output);
    });
  } catch (error) {
    await endWithError(error, "The server cannot start", output);
  }
}

/**
 * Warm connections before the first health check: cold ones would look like a slow dependency. A dead
 * dependency does not delay the start further.
 */
async function warmUp(build: Build): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, warmUpLimitMs).unref());
  await Promise.race([build.warmUp?.(), limit]);
}

function onStopSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) {
        return;
      }
      stopping = true;
      void stop(signal);
    });
  }
}

async function endWithError(error: unknown, what: string, output: OpenLog): Promise<void> {
  const stack = error instanceof Error && !(error instanceof EnvironmentMistake) ? error.stack : undefined;
  output.log.fatal({ error: { ...describeError(error), stack } }, what);
  await end(1, output);
}

async function end(code: number, output: OpenLog): Promise<void> {
  await output.close(lastLinesLimitMs);
  process.exit(code);
}
