import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { answerKindHeader } from "@soft-landing/shared/page";
import type { ReadyMessage } from "../bench-process.ts";

/**
 * The yardstick, a process of its own: the same page by node:http alone, with the SDK's default clients. BENCH_PAGE is the
 * page with the places for user and show. With BENCH_CALLS=both a request reads the switch and the table, as in `basic`,
 * with `one` the table alone.
 */
const page = process.env.BENCH_PAGE ?? "";
const readsSwitch = process.env.BENCH_CALLS === "both";
const table = new DynamoDBClient({ region: "us-east-1" });
const parameters = new SSMClient({ region: "us-east-1" });

const server = createServer({ keepAliveTimeout: 70_000 }, async (_request, response) => {
  if (readsSwitch) {
    const { Parameter } = await parameters.send(new GetParameterCommand({ Name: "/bench" }));
    if (Parameter?.Value !== "true") {
      throw new Error("The bench leaves the switch on.");
    }
  }
  const { Item } = await table.send(
    new GetItemCommand({
      TableName: "bench",
      Key: { UserId: { S: String(1 + Math.floor(Math.random() * 4)) } },
    }),
  );
  const html = page.replaceAll("{user}", Item?.UserName?.S ?? "").replaceAll("{show}", Item?.TVShow?.S ?? "");
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    [answerKindHeader]: "personal",
    "content-length": Buffer.byteLength(html),
  });
  response.end(html);
});

process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port } satisfies ReadyMessage);
});
