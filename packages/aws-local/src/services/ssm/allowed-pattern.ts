import { InvalidAllowedPatternException } from "@aws-sdk/client-ssm";
import { RE2JS } from "re2js";

/** Steps that a match may take: the pattern's size times the value's length. About a tenth of a second at the most. */
const mostSteps = 2_000_000;

/**
 * Whether a pattern fits a whole value. The engine has no backtracking, so that its work grows with the value's length and the
 * pattern's size alone. Java's regular expressions, which AWS has, agree with it on all but lookaround, back-references and
 * possessive quantifiers; a pattern with these is refused.
 *
 * @throws InvalidAllowedPatternException
 */
export function fitsPattern(allowedPattern: string, value: string): boolean {
  const pattern = compiled(allowedPattern);
  if (pattern.programSize() * Math.max(1, value.length) > mostSteps) {
    throw invalidPattern(
      allowedPattern,
      "the pattern is too large for the lab to match with a value of this length",
    );
  }
  return pattern.matches(value);
}

function compiled(allowedPattern: string): RE2JS {
  try {
    return RE2JS.compile(allowedPattern, RE2JS.DOTALL);
  } catch (error) {
    throw invalidPattern(allowedPattern, error instanceof Error ? error.message : String(error));
  }
}

function invalidPattern(allowedPattern: string, reason: string): InvalidAllowedPatternException {
  return new InvalidAllowedPatternException({
    message: `The regular expression is not valid: ${allowedPattern} (${reason})`,
    $metadata: {},
  });
}
