import type { CodeBlock } from "../src/markdown/read-document.ts";

/** What running a shell block of a document means here. */
export interface BlockPlan {
  line: number;
  /** Why the block cannot run here; undefined where it can. */
  skipped: string | undefined;
  /** The command that starts a lab in the foreground and would never end by itself. */
  lab: string | undefined;
  /** The other commands, as one script. */
  script: string;
}

const elsewhere: readonly [pattern: RegExp, reason: string][] = [
  [/(^|\s)(pnpm )?pulumi\s|(^|\s)pulumi$/, "needs an AWS account"],
  [/\s--aws(\s|$)/, "needs an AWS account"],
  [/^\.ci\/run/, "is what runs this test"],
  [/<[a-z-]+>|\bNAME\b|\bINSTANCE\b/, "has a placeholder"],
];

/** Whoever runs this has a clone and stands in it, and .ci/run has run the test command as a step of its own. */
const alreadyDone = /^(git clone|cd)\s|\sturbo (check )?test(:system)?$/;

/** Plans a shell block: which lines start a lab, which are run, and whether it can run here at all. */
export function planBlock({ line, text }: CodeBlock, hasTool: (name: string) => boolean): BlockPlan {
  const commands = text
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .map((command) =>
      command
        .replace(/^\$ /, "")
        .replace(/\s+#.*$/, "")
        .trim(),
    )
    .filter((command) => command !== "" && !command.startsWith("#"));
  const reasons = commands.flatMap((command) => [
    ...elsewhere.filter(([pattern]) => pattern.test(command)).map(([, reason]) => reason),
    ...(/^aws\s/.test(command) && !hasTool("aws") ? ["the AWS CLI is not installed"] : []),
  ]);
  const here = commands.filter((command) => !alreadyDone.test(command));
  return {
    line,
    skipped: reasons[0],
    lab: here.find(startsLab),
    script: here.filter((command) => !startsLab(command)).join("\n"),
  };
}

function startsLab(command: string): boolean {
  return (
    /^(npx (-y |--yes )?pnpm@[\d.]+|pnpm) lab(\s+(up|-.*))?$/.test(command) && !command.includes("--help")
  );
}
