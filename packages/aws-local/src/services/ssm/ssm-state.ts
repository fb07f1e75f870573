import type { Place } from "../../service.ts";
import type { ParameterTable } from "./parameter-table.ts";
import type { ReadThroughput } from "./read-throughput.ts";

export interface SsmState extends Place {
  parameters: ParameterTable;
  reads: ReadThroughput;
}
