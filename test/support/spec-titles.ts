import ts from 'typescript';

/** Titles of the top-level describes of a spec, and the names that it imports or declares. */
export interface SpecDescribes {
  readonly titles: readonly string[];
  readonly names: readonly string[];
}

/** Parses a spec. A title is the last text among the arguments of a call whose name begins with `describe`. */
export function describesOf(text: string): SpecDescribes {
  const { statements } = ts.createSourceFile('x.spec.ts', text, ts.ScriptTarget.Latest, true);
  return { titles: statements.flatMap(titleOf), names: statements.flatMap(namesOf) };
}

/** Titles of all describes and tests of a spec, at any depth. Of a template, the text without its expressions. */
export function titlesOf(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(describe|it$|onBothStores$)/.test(rootOf(node))) {
      found.push(...node.arguments.flatMap(wholeTextOf));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('x.spec.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

/** The name that a callee begins with: `it` of `it.each([…])`. */
function rootOf({ expression }: ts.CallExpression): string {
  let root: ts.Expression = expression;
  while (ts.isCallExpression(root) || ts.isPropertyAccessExpression(root)) root = root.expression;
  return root.getText();
}

function wholeTextOf(argument: ts.Expression): string[] {
  if (!ts.isTemplateExpression(argument)) return textOf(argument);
  const { head, templateSpans } = argument;
  return [[head.text, ...templateSpans.map(({ literal }) => literal.text)].join('')];
}

function titleOf(statement: ts.Statement): string[] {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return [];
  const { expression, arguments: args } = statement.expression;
  if (!expression.getText().startsWith('describe')) return [];
  return args.flatMap((argument) => textOf(argument)).slice(-1);
}

function textOf(argument: ts.Expression): string[] {
  if (ts.isStringLiteralLike(argument)) return [argument.text];
  return ts.isTemplateExpression(argument) ? [argument.head.text] : [];
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
  }
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    return statement.name ? [statement.name.text] : [];
  }
  return [];
}
