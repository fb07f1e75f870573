import type { CodeBlock } from "../src/markdown/read-document.ts";

/** What running a shell block of a document means here. */
export interface BlockPlan {
  line: number;
  /** The lab that the block expects: empty, for Pulumi, or one that `pnpm lab` has filled. */
  into: "empty lab" | "lab";
  /** Why the block cannot run here; undefined where it can. */
  skipped: string | undefined;
  /** The command that starts a lab in the foreground and would never end by itself. */
  lab: string | undefined;
  /** The other commands, as one script. */
  script: string;
}

const elsewhere: readonly [pattern: RegExp, reason: string][] = [
  [/\s--aws(\s|$)/, "needs an AWS account"],
  [/^\.ci\/run/, "is what runs this test"],
  [/<[a-z-]+>|\bNAME\b|\bINSTANCE\b/, "has a placeholder"],
];

/** Whoever runs this has a clone and stands in it, and .ci/run has run the test command as a step of its own. */
const alreadyDone = /^(git clone|cd)\s|\sturbo (check )?test(:system)?$/;

const usesPulumi = /(^|\s)pulumi(\s|$)/;
const pointsAtTheLab = /\blab env\b/;

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
  const withPulumi = commands.some((command) => usesPulumi.test(command));
  if (withPulumi && !commands.some((command) => pointsAtTheLab.test(command))) {
    reasons.push("needs an AWS account");
  } else if (withPulumi && !(hasTool("pulumi") && hasTool("pulumi-language-nodejs"))) {
    reasons.push("the Pulumi CLI with its language host for Node.js is not installed");
  }
  // A block of Pulumi's begins in the repository and enters the project's folder itself.
  const here = commands.filter((command) => withPulumi || !alreadyDone.test(command));
  return {
    line,
    into: withPulumi ? "empty lab" : "lab",
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
