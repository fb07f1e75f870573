import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The PYTHON that has boto3, where it is not the first on the PATH. */
export const python = process.env.PYTHON ?? "python3";

/** Undefined where the command runs; otherwise why a test of it is skipped. */
export async function whyNot(command: string, args: string[], remedy: string): Promise<string | undefined> {
  try {
    await run(command, args);
    return undefined;
  } catch {
    return `skipped: ${remedy}`;
  }
}

/** What a client of another language sees: the lab's endpoint and none of the person's own AWS settings. */
export function clientEnvironment(endpointUrl: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...Object.fromEntries(own),
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIALAB",
    AWS_SECRET_ACCESS_KEY: "lab",
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    AWS_MAX_ATTEMPTS: "1",
  };
}

/** Runs a command to its end; never rejects for its exit code. */
export async function runCommand(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ stdout: string; stderr: string }> {
  try {
    return await run(command, args, { env, timeout: 60_000 });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return { stdout, stderr };
  }
}
