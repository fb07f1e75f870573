/**
 * Answers calls in this process and tells how much work each was: how many blocks of JavaScript were run for it, as V8 counts them. Unlike
 * time, that is the same on every machine.
 *
 * Usage: fork with an IPC channel; CountedCall in, CountedAnswer out.
 */
import { Session } from "node:inspector/promises";
import { answerCall } from "../../src/wire/answer-call.ts";
import { type EndpointRequest, recogniseCall } from "../../src/wire/aws-call.ts";
import { accountId, startSampleRegion } from "../sample-region.ts";

export interface CountedCall {
  request: Omit<EndpointRequest, "body"> & { bodyInBase64: string };
}

export interface CountedAnswer {
  statusCode: number | undefined;
  steps: number;
}

const { services, endpoint } = await startSampleRegion();
await endpoint.close();
const models = services.all.map(({ model }) => model);
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

process.on("message", ({ request: { bodyInBase64, ...request } }: CountedCall) => {
  void count({ ...request, body: Buffer.from(bodyInBase64, "base64") }).then((answer) =>
    process.send?.(answer),
  );
});
process.on("disconnect", () => process.exit(0));

async function count(request: EndpointRequest): Promise<CountedAnswer> {
  // Taking the counts sets them back.
  await session.post("Profiler.takePreciseCoverage");
  const call = recogniseCall(request, models);
  const service = call.kind === "call" ? services.all.find(({ model }) => model === call.model) : undefined;
  const context = { region: "us-east-1", accountId, accessKeyId: "AKIALAB", caller: undefined };
  const answer =
    call.kind === "call" && service !== undefined
      ? await answerCall(call, service, context, "id")
      : undefined;
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const blocks = result.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
  return { statusCode: answer?.statusCode, steps: blocks.reduce((sum, block) => sum + block.count, 0) };
}

process.send?.({ statusCode: undefined, steps: 0 } satisfies CountedAnswer);
