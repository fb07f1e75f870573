import { type FaultInput, faultSchema } from "@soft-landing/shared/lab-api";
import { UserMistake } from "@soft-landing/shared/user-mistake";
import Table from "cli-table3";
import { type Command, Option } from "commander";
import { z } from "zod";
import { findLab } from "../client/find-lab.ts";
import { faultWords } from "./fault-words.ts";
import { type FindOption, withFindOption } from "./find-option.ts";
import { type LabCommand, printJson } from "./lab-command.ts";

interface SetOptions extends FindOption {
  service?: FaultInput["service"];
  operation?: string;
  probability?: string;
  error?: string;
  status: string;
  latency?: string;
  jitter?: string;
  hang?: boolean;
  instance?: string;
  zone?: string;
  json?: boolean;
}

const services = faultSchema.shape.service.unwrap().options;

/** Faults on the AWS endpoint. */
export const fault: LabCommand = (program) => {
  const group = program
    .command("fault")
    .description("Faults on the AWS endpoint, as AWS's callers would see them.");
  addList(group);
  addSet(group);
  addClear(group);
};

function addList(group: Command): void {
  withFindOption(
    group
      .command("list")
      .description("List them, with the number of calls each has hit.")
      .option("--json", "as JSON"),
  ).action(async ({ consolePort, json }: FindOption & { json?: boolean }) => {
    const { control } = await findLab(consolePort);
    const faults = await control.faults();
    if (json) {
      return printJson(faults);
    }
    if (faults.length === 0) {
      return void process.stdout.write("No fault is set.\n");
    }
    const table = new Table({ head: ["id", "what", "calls hit"], style: { head: [], border: [] } });
    for (const active of faults) {
      table.push([active.id, faultWords(active), active.effectCount]);
    }
    process.stdout.write(`${table.toString()}\n`);
  });
}

function addSet(group: Command): void {
  withFindOption(
    group
      .command("set")
      .description("Set one more. Without --service it hits every call; without an effect it does nothing.")
      .addOption(new Option("--service <service>", "only calls of this service").choices(services))
      .option("--operation <name>", "only this operation, such as GetItem")
      .option(
        "--error <code>",
        "answer with this error, such as ThrottlingException or AccessDeniedException",
      )
      .option("--status <code>", "the error's HTTP status", "400")
      .option("--latency <ms>", "answer this much later")
      .option("--jitter <ms>", "vary the latency by up to this much")
      .option("--hang", "never answer")
      .option("--probability <share>", "hit this share of the calls, from 0 to 1")
      .option("--instance <id>", "only calls of this instance")
      .option("--zone <name>", "only calls of instances in this zone")
      .option("--json", "print it as JSON"),
  ).action(async (options: SetOptions) => {
    const parsed = faultSchema.safeParse(faultOf(options));
    if (!parsed.success) {
      throw new UserMistake(`This is no fault.\n${z.prettifyError(parsed.error)}`);
    }
    const { control } = await findLab(options.consolePort);
    const added = (await control.addFaults([parsed.data])).at(-1);
    if (options.json) {
      printJson(added);
    } else {
      process.stdout.write(`Fault ${added?.id} is set: ${faultWords(parsed.data)}.\n`);
    }
  });
}

function addClear(group: Command): void {
  withFindOption(
    group
      .command("clear")
      .description("Remove the named faults, or all; hanging calls are let go.")
      .argument("[id...]", "ids, as `fault list` shows them"),
  ).action(async (ids: string[], { consolePort }: FindOption) => {
    const { control } = await findLab(consolePort);
    await control.clearFaults(ids.length === 0 ? undefined : ids);
    process.stdout.write(ids.length === 0 ? "No fault is set any more.\n" : `Cleared ${ids.join(", ")}.\n`);
  });
}

function faultOf(options: SetOptions): FaultInput {
  const { service, operation, probability, error, latency, jitter, hang, instance, zone } = options;
  if (error === undefined && latency === undefined && !hang) {
    throw new UserMistake("A fault needs an effect.", "Give --error CODE, --latency MS or --hang.");
  }
  return {
    ...(service && { service }),
    ...(operation && { operation }),
    ...(probability && { probability: Number(probability) }),
    ...(error && { error: { statusCode: Number(options.status), code: error } }),
    ...(latency && { latencyMs: Number(latency) }),
    ...(jitter && { latencyJitterMs: Number(jitter) }),
    ...(hang && { hang }),
    ...((instance ?? zone) && {
      target: { ...(instance && { instance }), ...(zone && { availabilityZone: zone }) },
    }),
  };
}
