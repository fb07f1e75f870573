import { InvalidAllowedPatternException } from "@aws-sdk/client-ssm";
import { RE2JS } from "re2js";

/**
 * The limit on the steps of a match: the pattern's size times the value's length. At most about a tenth of a
 * second.
 */
const mostSteps = 2_000_000;

/**
 * Whether a pattern fits a whole value. The engine does not backtrack, so its work grows only with the
 * value's length and the pattern's size. It agrees with Java's regular expressions, which AWS uses, except
 * for lookaround, back-references and possessive quantifiers; a pattern with these is refused.
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
