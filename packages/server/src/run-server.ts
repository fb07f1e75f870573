import type { Build } from "./builds/build.ts";
import { readIdentity } from "./dependencies/identity.ts";
import { EnvironmentMistake, readEnvironment } from "./environment.ts";
import { listen } from "./http-server.ts";
import { createLog, flushLog, type Logger } from "./log.ts";

/** How long requests in flight may take after SIGTERM, in milliseconds: the load balancer's deregistration delay. */
const stopLimitMs = 15_000;

/** Runs one build as this process, until SIGTERM or SIGINT. */
export async function runServer(build: Build): Promise<void> {
  const log = createLog(build.name);
  try {
    const environment = readEnvironment();
    const identity = await readIdentity();
    const composed = await build.compose({ environment, identity, log });
    const server = await listen(composed.app.callback(), environment.HOST, environment.PORT);
    log.info({ host: environment.HOST, port: server.port, instance: identity }, "Listening");
    onStopSignal(async (signal) => {
      const finished = await server.stop(stopLimitMs);
      await composed.close();
      log.info({ signal, finished }, "Stopped");
      exit(0);
    });
  } catch (error) {
    reportAndExit(error, log);
  }
}

function onStopSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop(signal);
    });
  }
}

function reportAndExit(error: unknown, log: Logger): never {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  log.fatal({ error: { name, message } }, "The server cannot start");
  if (!(error instanceof EnvironmentMistake)) console.error(error);
  exit(1);
}

function exit(code: number): never {
  flushLog();
  process.exit(code);
}
