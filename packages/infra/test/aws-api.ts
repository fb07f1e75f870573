import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the three calls of a release's gate are answered with. */
export interface GateAnswers {
  /** The group's instances, all in service: their IDs. */
  instances: string[];
  /** The targets' health in XML, by ID. */
  readonly health: Record<string, string>;
  /** What a failed launch says, where there is one. */
  failedLaunch?: string;
  /** Answers such a status and error code instead, to the next calls of an action. */
  error?: { action: string; status: number; code: string; times: number };
}

export const healthy = "<State>healthy</State>";
export const unhealthy =
  "<State>unhealthy</State><Reason>Target.ResponseCodeMismatch</Reason><Description>Health checks failed with these codes: [502]</Description>";

/** An AWS endpoint that knows what a release's gate asks for, in the query protocol's XML. */
export async function serveAwsApi(answers: GateAnswers) {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const query = new URLSearchParams(await text(request));
    const action = query.get("Action") ?? "";
    calls.push(action);
    const { error } = answers;
    if (error?.action === action && error.times-- > 0) {
      const body = `<ErrorResponse><Error><Code>${error.code}</Code><Message>not you</Message></Error></ErrorResponse>`;
      response.writeHead(error.status).end(body);
      return;
    }
    response.end(
      `<${action}Response><${action}Result>${result(action, answers)}</${action}Result></${action}Response>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function result(action: string, answers: GateAnswers): string {
  const list = (name: string, items: string[]) =>
    `<${name}>${items.map((item) => `<member>${item}</member>`).join("")}</${name}>`;
  switch (action) {
    case "DescribeAutoScalingGroups": {
      const inService = answers.instances.map(
        (id) =>
          `<InstanceId>${id}</InstanceId><AvailabilityZone>us-east-1a</AvailabilityZone><LifecycleState>InService</LifecycleState>`,
      );
      return list("AutoScalingGroups", [list("Instances", inService)]);
    }
    case "DescribeTargetHealth":
      return list(
        "TargetHealthDescriptions",
        Object.entries(answers.health).map(
          ([id, state]) => `<Target><Id>${id}</Id></Target><TargetHealth>${state}</TargetHealth>`,
        ),
      );
    default:
      return list(
        "Activities",
        answers.failedLaunch === undefined
          ? []
          : [`<StatusCode>Failed</StatusCode><StatusMessage>${answers.failedLaunch}</StatusMessage>`],
      );
  }
}
