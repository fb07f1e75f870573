import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Place, placeOnAws } from "@soft-landing/experiments/place/place";
import { stackOutputsSchema } from "@soft-landing/shared/stack-outputs";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { infraDirectory } from "./repository.ts";

const run = promisify(execFile);

/**
 * A stack that `pulumi up` has deployed, from its outputs.
 *
 * @throws UserMistake if Pulumi is missing, or the stack is not deployed
 */
export async function deployedStack(stack: string): Promise<Place> {
  const outputs = stackOutputsSchema.safeParse(JSON.parse(await pulumi(stack, "stack", "output", "--json")));
  if (!outputs.success) {
    throw new UserMistake(
      `The stack ${stack} is not deployed: its outputs do not have ${outputs.error.issues.map(({ path }) => path.join(".")).join(", ")}.`,
      `Deploy it first: pnpm pulumi up --stack ${stack}`,
    );
  }
  return placeOnAws(stack, regionOf(outputs.data.loadBalancerArn), outputs.data);
}

/** arn:aws:elasticloadbalancing:<region>:… */
function regionOf(arn: string): string {
  return arn.split(":")[3] || "us-east-1";
}

async function pulumi(stack: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await run("pulumi", [...args, "--stack", stack, "--non-interactive"], {
      cwd: infraDirectory,
    });
    return stdout;
  } catch (error) {
    const problem = error as NodeJS.ErrnoException & { stderr?: string };
    if (problem.code === "ENOENT") {
      throw new UserMistake(
        "The Pulumi CLI is not on the PATH, and the lab finds deployed stacks only through their outputs.",
        "Install it (https://www.pulumi.com/docs/install/), or leave out --aws to use the local lab.",
      );
    }
    throw new UserMistake(
      `Pulumi does not know the stack ${stack}: ${problem.stderr?.trim() || problem.message}`,
      `Deploy it first: pnpm pulumi up --stack ${stack}`,
    );
  }
}
