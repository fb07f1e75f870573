import { type ServerBuild, serverBuilds } from "@soft-landing/shared/builds";
import type { Deployment } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import { z } from "zod";
import type { RunningLab } from "../../running/running-lab.ts";
import type { Deployments } from "../../stacks/deployments.ts";
import type { Action, DisturbanceKind } from "../disturbance.ts";

const parameters = z.strictObject({
  to: z.enum([...serverBuilds, "other"]).meta({
    description: "a build, or `other`: the next one in the list of builds",
  }),
});

const switchBuild: Action<typeof parameters> = {
  name: "switch-build",
  title: "Switch the build",
  description: "Switch to another build, like `pulumi config set build` and `pulumi up`.",
  parameters,
  async perform(lab, { to }) {
    const build = to === "other" ? buildAfter(lab.serving().build) : to;
    const deployments = deploymentsOf(lab, build);
    deployments.begin({ build });
    const { state, message } = await served(lab, deployments);
    if (state === "failed" || state === "cancelled") {
      throw new UserMistake(message);
    }
    return { words: `Build ${build} serves.`, subject: build };
  },
};

/** After an artifact that is not a build of this repository, the first build is next. */
function buildAfter(build: string): ServerBuild {
  const next = (serverBuilds as string[]).indexOf(build) + 1;
  const found = serverBuilds[next % serverBuilds.length];
  if (found === undefined) {
    throw new Error("there is no build");
  }
  return found;
}

/** The switch of the lab's default stack. @throws UserMistake if Pulumi's engine deploys it */
export function deploymentsOf({ recorded, serving }: RunningLab, build: string): Deployments {
  const { name } = serving().stack;
  const deployments = recorded?.deployments(name);
  if (deployments === undefined) {
    throw new UserMistake(
      `Pulumi deploys stack ${name} of this lab.`,
      `Use it: \`pulumi config set build ${build} --stack ${name}\`, then \`pulumi up --stack ${name}\`.`,
    );
  }
  return deployments;
}

/** Resolves when the new instances serve and the old ones drain, or when the update has failed. */
function served(lab: RunningLab, deployments: Deployments): Promise<Deployment> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const deployment = deployments.current();
      if (deployment !== null && deployment.state !== "evaluating" && deployment.state !== "launching") {
        stopLooking();
        resolve(deployment);
      }
    };
    const stopLooking = lab.changes.subscribe(look);
    lab.signal.addEventListener("abort", () => reject(lab.signal.reason), { once: true });
    look();
  });
}

export default { act: switchBuild } satisfies DisturbanceKind;
