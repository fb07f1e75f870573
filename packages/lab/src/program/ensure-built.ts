import { UserMistake } from "@soft-landing/shared/user-mistake";
import { insideTurbo } from "../environment.ts";
import { repositoryRoot, turboEntry } from "./repository.ts";
import { runTool } from "./run-tool.ts";

/** The build failed. */
export class BuildFailure extends UserMistake {
  /** Turbo's names of the failed tasks, such as `@soft-landing/infra#build`. */
  readonly tasks: readonly string[];

  constructor(output: string, tasks: readonly string[]) {
    super(`The build failed.\n${output.trim()}`, "Fix the error above, then try again.");
    this.tasks = tasks;
  }
}

/**
 * Builds every artifact, recorded graph and the console if they are out of date. Does nothing inside a turbo
 * task, which has done that already.
 *
 * @throws BuildFailure with the whole output
 */
export async function ensureBuilt(report: (line: string) => void, signal?: AbortSignal): Promise<void> {
  if (insideTurbo) {
    return;
  }
  report("Building what has changed …");
  const args = ["run", "build", "--output-logs=errors-only", "--continue"];
  const { exitCode, stdout, stderr } = await runTool(turboEntry, args, { cwd: repositoryRoot, signal });
  if (exitCode !== 0) {
    throw new BuildFailure(stdout + stderr, failedTasks(stdout));
  }
}

/** Turbo's summary names them: `Failed:    @soft-landing/infra#build`. */
function failedTasks(output: string): string[] {
  return (/^\s*Failed:\s+(.+)$/m.exec(output)?.[1] ?? "").split(",").map((task) => task.trim());
}
