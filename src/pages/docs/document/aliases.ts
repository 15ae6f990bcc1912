import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOfPath } from '@system-management/envelope';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** `issueCaptcha` for `CaptchaController.issue`; `issueCaptcha[1]` for the second path of the same handler. */
export function operationIdOf(controller: string, method: string): string {
  const [name = '', index = ''] = method.split(/(?=\[)/);
  return name + controller.replace(/Controller$/, '') + index;
}

/**
 * Marks the operations of further paths of a controller as deprecated aliases, names them after the segments that the
 * first path does not have (`issueCaptchaSelf`), and moves them to the end.
 * @param document with ids of {@link operationIdOf}
 */
export function markAliases(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths);
  const originals = new Map<string, string>();
  const aliases = new Set<string>();
  for (const [path, item] of paths) {
    for (const operation of operationsOfPath(item)) {
      const [id = '', index = ''] = operation.operationId!.split(/[[\]]/);
      operation.operationId = id;
      const original = originals.get(id);
      if (original === undefined) originals.set(id, path);
      else {
        aliases.add(path);
        markAlias(operation, original, path, index);
      }
    }
  }
  const isAlias = ([path]: (typeof paths)[number]) => aliases.has(path);
  document.paths = Object.fromEntries(paths.sort((a, b) => +isAlias(a) - +isAlias(b)));
  return document;
}

function markAlias(operation: Operation, original: string, path: string, index: string): void {
  const known = new Set(original.split('/'));
  const added = path.split('/').filter((segment) => !known.has(segment));
  operation.operationId += added.map(capitalized).join('') || `Alias${index}`;
  operation.deprecated = true;
  operation.summary = `${operation.summary} (alias)`;
  operation.description = `Behaves like \`${original}\`.`;
}

function capitalized(segment: string): string {
  return segment.replace(/\W/g, '').replace(/^./, (first) => first.toUpperCase());
}
