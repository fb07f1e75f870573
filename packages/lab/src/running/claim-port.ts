import { UserMistake } from "@soft-landing/shared/user-mistake";

export interface PortClaim {
  /** What listens on the port, as a sentence names it. */
  what: string;
  /** The option that chooses another port. */
  option: string;
  port: number;
  listen(port: number): Promise<number>;
}

/** Ports that other programs use already. */
export class PortsInUse extends UserMistake {
  readonly claims: readonly PortClaim[];

  constructor(claims: readonly PortClaim[]) {
    const options = claims.map(({ option }) => option);
    super(
      claims.map(({ port, what }) => `Port ${port} for the ${what} is in use by another program.`).join("\n"),
      options.length === 1
        ? `Choose another one with ${options[0]} PORT; ${options[0]} 0 picks a free one.`
        : `Choose others with ${new Intl.ListFormat("en").format(options)}; 0 picks a free one.`,
    );
    this.claims = claims;
  }
}

/** Listens on the port and returns it. @throws UserMistake if the port is in use or not allowed */
export async function claimPort(claim: PortClaim): Promise<number> {
  const { what, option, port, listen } = claim;
  try {
    return await listen(port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE") {
      throw new PortsInUse([claim]);
    }
    if (code === "EACCES") {
      throw new UserMistake(
        `Port ${port} for the ${what} needs permissions that you do not have.`,
        `Choose one above 1023 with ${option} PORT.`,
      );
    }
    throw error;
  }
}

/**
 * As Promise.all, but it rejects only when all are settled, so that nothing begins to listen after it was closed.
 *
 * @throws UserMistake that names every port that is in use
 */
export async function allClaims<Claims extends readonly Promise<number>[]>(claims: Claims) {
  const results = await Promise.allSettled(claims);
  const inUse = results.flatMap((result) =>
    result.status === "rejected" && result.reason instanceof PortsInUse ? result.reason.claims : [],
  );
  if (inUse.length > 0) {
    throw new PortsInUse(inUse);
  }
  return await Promise.all(claims);
}
