import { dirname } from "node:path";
import { findLab } from "../client/find-lab.ts";
import { proxyExemption } from "../environment.ts";
import { compileCacheDirectory } from "../program/repository.ts";
import { shellRunsTypeScript } from "../program/shell-path.ts";
import { examples } from "./examples.ts";
import { type FindOption, type LabCommand, printJson, withFindOption } from "./lab-command.ts";
import { trustExamples } from "./trust-text.ts";

/** Variables that would lead an AWS client away from the lab. */
const inTheWay = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_ENDPOINT_URL_DYNAMODB",
  "AWS_ENDPOINT_URL_SSM",
];

export const addCommands: LabCommand = (program) => {
  withFindOption(
    program
      .command("env")
      .description(
        'Print the environment variables that point the AWS CLI and SDKs at the lab: eval "$(pnpm -s lab env)"',
      )
      .option("--json", "print as JSON"),
  )
    .addHelpText(
      "after",
      examples(
        [
          'eval "$(pnpm -s lab env)"',
          "After this, the AWS CLI, AWS SDKs and Pulumi CLI in this shell use the lab.",
        ],
        [
          "aws elbv2 describe-target-health --target-group-arn ARN",
          "The health of the targets, as the load balancer sees it.",
        ],
        ...trustExamples,
      ),
    )
    .action(runEnv);
};

async function runEnv({ consolePort, json }: FindOption & { json?: boolean }): Promise<void> {
  const { record } = await findLab(consolePort).catch((error: unknown) => {
    // With `false`, `eval` fails too, so nothing goes to AWS by accident.
    if (!json && !process.stdout.isTTY) {
      process.stdout.write("false\n");
    }
    throw error;
  });
  const { providerPort, backendUrl } = record.pulumi;
  const variables = {
    AWS_ENDPOINT_URL: record.awsEndpointUrl,
    AWS_REGION: record.region,
    AWS_DEFAULT_REGION: record.region,
    // Any value works: the lab accepts all of them.
    AWS_ACCESS_KEY_ID: "soft-landing-lab",
    AWS_SECRET_ACCESS_KEY: "soft-landing-lab",
    ...proxyExemption(),
    PULUMI_DEBUG_PROVIDERS: `aws:${providerPort},awsx:${providerPort}`,
    // The stacks' state ends with the lab, as the stacks do.
    PULUMI_BACKEND_URL: backendUrl,
    PULUMI_CONFIG_PASSPHRASE: "soft-landing-lab",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Pulumi's SDK is ten megabytes of JavaScript. With a compile cache, a program starts half a second
    // sooner.
    NODE_COMPILE_CACHE: compileCacheDirectory,
    // Nothing boots here: a release is healthy within seconds or never.
    SOFT_LANDING_RELEASE_TIMEOUT_SECONDS: "60",
    // A name that clients do not know: curl's and Python's variables would replace the system's store.
    SOFT_LANDING_CA: record.certificateFile,
  };
  if (json) {
    return printJson(variables);
  }
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
  if (!shellRunsTypeScript()) {
    // Pulumi runs the program with the first Node on the PATH.
    exports.push(`export PATH='${dirname(process.execPath)}':"$PATH"`);
  }
  process.stdout.write(`${[...exports, `unset ${inTheWay.join(" ")}`].join("\n")}\n`);
}
