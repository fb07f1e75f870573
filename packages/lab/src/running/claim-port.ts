import { UserMistake } from "@soft-landing/shared/user-mistake";

export interface PortClaim {
  /** What will listen there, as a sentence names it. */
  what: string;
  /** The option by which the person chooses another one. */
  option: string;
  port: number;
  listen(port: number): Promise<number>;
}

/** Listens on the port and returns it. @throws UserMistake where it is taken or not allowed */
export async function claimPort({ what, option, port, listen }: PortClaim): Promise<number> {
  try {
    return await listen(port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE") {
      throw new UserMistake(
        `Port ${port} for the ${what} is taken by another program.`,
        `Choose another one with ${option} PORT; ${option} 0 picks a free one. \`pnpm lab status\` shows labs that run.`,
      );
    }
    if (code === "EACCES") {
      throw new UserMistake(
        `Port ${port} for the ${what} needs rights that you do not have.`,
        `Choose one above 1023 with ${option} PORT.`,
      );
    }
    throw error;
  }
}
