import { expect, test } from "vitest";
import { type CommandFacts, commandsOf, unknownCommands } from "../../src/claims/commands.ts";
import { readDocument } from "../../src/markdown/read-document.ts";

const facts: CommandFacts = {
  scripts: new Set(["lab", "format", "pulumi"]),
  packageScripts: (name) => new Set(name === "@soft-landing/lab" ? ["fidelity"] : []),
  turboTasks: new Set(["test", "check"]),
  configKeys: new Set(["build"]),
  outputs: new Set(["url"]),
  exists: (path) => path === "packages/lab/src/cli.js",
  labHelp: (verbs) =>
    new Map([
      ["up", "Usage: lab\n  -p, --port <number>  port"],
      ["fault set", "Usage: lab fault set\n  --latency-ms <n>"],
    ]).get(verbs.join(" ")),
};

function faults(markdown: string): string[] {
  return unknownCommands(commandsOf(readDocument(markdown)), facts).map(({ fault }) => fault);
}

const known = [
  "pnpm lab --port 0",
  "pnpm lab -p 0 & pnpm format",
  "npx pnpm@12 turbo check test",
  "npx --yes pnpm@12.21.0 lab",
  "pnpm --filter @soft-landing/lab fidelity",
  "FOO=bar pnpm format # and no more",
  "pnpm lab fault set --latency-ms=200",
  "pulumi config set build error-handling",
  "pulumi config set",
  "pulumi config set aws:region us-east-1",
  "pulumi config set --path 'build[0]' basic",
  "pulumi stack output url",
  "pnpm pulumi stack output url",
  "node packages/lab/src/cli.js --help",
  "curl -s http://localhost:8080",
];

test.each(known)("%s is fine in a block and inline", (command) => {
  expect(faults(`\`\`\`sh\n${command}\n\`\`\`\n\nor \`${command}\``)).toEqual([]);
});

test.each([
  ["pnpm lab --prot 0", "pnpm lab up has no option --prot"],
  ["pnpm lab fault set --latency 200", "pnpm lab fault set has no option --latency"],
  ["pnpm lab explode", "pnpm lab has no verb explode"],
  ["pnpm deploy-it", "there is no script deploy-it"],
  ["pnpm --filter @soft-landing/lab fidelty", "@soft-landing/lab has no script fidelty"],
  ["npx pnpm@12 turbo tset", "turbo has no task tset"],
  ["pulumi config set biuld basic", "Pulumi.yaml has no config key biuld"],
  ["pulumi stack output uri", "the stack has no output uri"],
  ["node scripts/gone.ts", "scripts/gone.ts does not exist"],
  ["curl -s x && pnpm lab explode | cat", "pnpm lab has no verb explode"],
])("%s is reported", (command, fault) => {
  expect(faults(`\`\`\`sh\n${command}\n\`\`\``)).toEqual([fault]);
});

test("a block that is not a shell block is ignored", () => {
  expect(faults("```ts\npnpm lab explode\n```")).toEqual([]);
});

test("a command that continues in the next line is one command", () => {
  expect(faults("```sh\npnpm lab \\\n  --prot 0\n```")).toHaveLength(1);
});
