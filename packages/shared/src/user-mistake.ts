/**
 * Something the person at the keyboard can mend: a taken port, an unknown stack, a missing artifact. It is printed without a
 * stack trace; every other error is a fault of this program.
 */
export class UserMistake extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.name = "UserMistake";
    this.remedy = remedy;
  }
}

/** How an error reads on a terminal: a mistake with its remedy, anything else with its stack. */
export function describeError(error: unknown): string {
  if (error instanceof UserMistake) {
    return error.remedy === undefined ? error.message : `${error.message}\n  ${error.remedy}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
