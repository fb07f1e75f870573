/**
 * Something that the user can fix: a port in use, an unknown stack, a missing artifact. It is printed without
 * a stack trace. Every other error is a fault of this program.
 */
export class UserMistake extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.name = "UserMistake";
    this.remedy = remedy;
  }
}

/**
 * Shortages of the machine, by the system's own codes, and what helps. They are not faults of the program.
 */
const shortages: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Free some space, or set TMPDIR to a folder on another disk.",
  EDQUOT: "Your disk quota is used up. Free some space, or set TMPDIR to a folder on another disk.",
  EROFS: "The file system is read-only. Set TMPDIR to a folder that you can write to.",
  EMFILE: "This process may not open more files. Raise the limit with `ulimit -n`.",
  ENFILE: "The system cannot open more files. Stop a program that has many files open.",
  ENOMEM: "The memory is used up. Stop a program that uses much memory.",
};

/** An error as a terminal shows it: a mistake or a shortage with its remedy, anything else with its stack. */
export function describeError(error: unknown): string {
  if (error instanceof UserMistake) {
    return error.remedy === undefined ? error.message : `${error.message}\n  ${error.remedy}`;
  }
  const shortage = error instanceof Error && "code" in error ? shortages[String(error.code)] : undefined;
  if (error instanceof Error && shortage !== undefined) {
    return `${error.message}\n  ${shortage}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
