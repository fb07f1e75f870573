import ts from "typescript";

/** A test as it stands in the source: the titles of the `describe` blocks around it, and its own. */
export interface DeclaredTest {
  file: string;
  describes: string[];
  name: string;
}

/** Reads a test file's tests without running it. Titles of `.each` tables are given as their template. */
export function declaredTests(file: string, source: string): DeclaredTest[] {
  const tests: DeclaredTest[] = [];
  const visit = (node: ts.Node, describes: string[]): void => {
    const call = ts.isCallExpression(node) ? titledCall(node) : undefined;
    if (call?.kind === "test") {
      tests.push({ file, describes, name: call.title });
    }
    const inside = call?.kind === "describe" ? [...describes, call.title] : describes;
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest), []);
  return tests;
}

function titledCall(node: ts.CallExpression): { kind: "describe" | "test"; title: string } | undefined {
  const [title] = node.arguments;
  if (!title || !ts.isStringLiteralLike(title)) {
    return undefined;
  }
  const callee = calleeOf(node.expression);
  if (callee === "describe") {
    return { kind: "describe", title: title.text };
  }
  return callee === "it" || callee === "test" ? { kind: "test", title: title.text } : undefined;
}

/** `it` of `it(…)`, `it.each(…)(…)`, `it.skipIf(…)(…)` and so on. */
function calleeOf(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) {
    return expression.text;
  }
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) {
    return calleeOf(expression.expression);
  }
  return undefined;
}
