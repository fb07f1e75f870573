import type { ResourceGraph } from "@soft-landing/stack-graph/resource-graph";
import { markdownTable } from "../markdown/markdown-table.ts";
import { type BillLine, hourlyBill, totalUsdPerHour } from "./hourly-bill.ts";
import { hoursPerMonth, instancePrices, type Price, prices } from "./prices.ts";

/** The table of what an hour of one stack costs, with its sum. */
export function hourlyCostTable(graph: ResourceGraph): string {
  const bill = hourlyBill(graph);
  const rows = bill.map(row);
  const total = totalUsdPerHour(bill);
  return [
    markdownTable(
      ["what", "how many", "each, USD per hour", "together, USD per hour"],
      [...rows, ["**one stack, idle**", "", "", `**${dollars(total)}**`]],
    ),
    "",
    `That is ${(total * 24).toFixed(2)} USD a day for one stack, and ${(2 * total).toFixed(2)} USD an hour for both stacks side by side.`,
  ].join("\n");
}

/** What options and traffic add. */
export function additionalCostTable(graph: ResourceGraph): string {
  const zones = hourlyBill(graph).find(({ item }) => item.startsWith(prices.publicIpv4.item))?.count ?? 0;
  const {
    interfaceEndpoint,
    interfaceEndpointData,
    surplusCredits,
    logIngestion,
    natGateway,
    publicIpv4,
    loadBalancerCapacity,
    tableRead,
  } = prices;
  const endpointPerHour = zones * interfaceEndpoint.usd;
  const natPerHour = zones * (natGateway.usd + publicIpv4.usd);
  return markdownTable(
    ["what", "adds"],
    [
      [
        "`shipLogs: true`",
        `an interface endpoint for CloudWatch Logs in ${zones} zones, ${dollars(endpointPerHour)} USD per hour, and ${logIngestion.usd} USD per GB written`,
      ],
      [
        "the SSM interface endpoint (in the table above)",
        `${dollars(endpointPerHour)} USD per hour in ${zones} zones, and ${interfaceEndpointData.usd} USD per GB; the gateway endpoints for S3 and DynamoDB are free`,
      ],
      [
        "busy T instances",
        `${surplusCredits.usd} USD per vCPU hour beyond their credits, because T4g and T3 run in unlimited mode: at most ${dollars(6 * surplusCredits.usd)} USD per hour for three instances of two vCPUs that are always busy. In standard mode they would boot at a tenth of their speed`,
      ],
      [
        "NAT gateways, which the stacks do not have",
        `would be ${dollars(natPerHour)} USD per hour in ${zones} zones, and ${prices.natGatewayData.usd} USD per GB`,
      ],
      [
        "traffic at the load balancer",
        `${loadBalancerCapacity.usd} USD per hour for each capacity unit: 25 new connections a second, 3,000 open ones, or 1 GB an hour`,
      ],
      [
        "a million pages",
        `${tableRead.usd / 2} USD for DynamoDB's eventually consistent reads of one item each`,
      ],
      [
        "a switch of builds",
        `the new instances beside the old ones for some minutes, billed per second, for at least a minute each`,
      ],
    ],
  );
}

/** Every price that the tables use, with the page to check it at. */
export function priceTable(): string {
  const rows = [...Object.values(instancePrices), ...Object.values<Price>(prices)].map(
    ({ item, usd, per, source }) => [item, `${usd}`, per, `<${source}>`],
  );
  return markdownTable(["item", "USD", "per", "check at"], rows);
}

/** The figure for prose: what one stack costs in an hour, in US dollars. */
export function hourlyCostSentence(graph: ResourceGraph): string {
  const total = totalUsdPerHour(hourlyBill(graph));
  return `One stack costs about ${total.toFixed(2)} USD an hour in ${graph.region} (${(total * hoursPerMonth).toFixed(0)} USD for a whole month).`;
}

function row({ item, count, usdPerHour }: BillLine): string[] {
  return [item, String(count), dollars(usdPerHour), dollars(count * usdPerHour)];
}

function dollars(usd: number): string {
  return usd.toFixed(4);
}
