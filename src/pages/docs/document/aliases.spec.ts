import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import { markAliases, operationIdOf } from './aliases.js';

const operation = (operationId: string) => ({ post: { operationId, summary: 'Make', responses: {} } });

describe('operationIdOf()', () => {
  it.each([
    ['CaptchaController', 'issue', 'issueCaptcha'],
    ['CaptchaController', 'issue[1]', 'issueCaptcha[1]'],
    ['Health', 'live', 'liveHealth'],
  ])('names %s.%s %s', (controller, method, id) => {
    expect(operationIdOf(controller, method)).toBe(id);
  });
});

describe('markAliases()', () => {
  const document = markAliases({
    paths: {
      '/v1/self/keys': operation('makeKey[1]'),
      '/v1/keys': operation('makeKey[0]'),
      '/v1/old/key-ring': operation('makeKey[2]'),
      '/v1/doors': operation('openDoor'),
    },
  } as unknown as OpenAPIObject);

  it('keeps the first path of a handler and moves the others to the end', () => {
    expect(Object.keys(document.paths)).toEqual([
      '/v1/self/keys',
      '/v1/doors',
      '/v1/keys',
      '/v1/old/key-ring',
    ]);
  });

  it('names an alias after the segments that the first path does not have', () => {
    expect(document.paths['/v1/self/keys']!.post!.operationId).toBe('makeKey');
    expect(document.paths['/v1/old/key-ring']!.post!.operationId).toBe('makeKeyOldKeyring');
  });

  it('numbers an alias without such segments', () => {
    expect(document.paths['/v1/keys']!.post!.operationId).toBe('makeKeyAlias0');
  });

  it('deprecates an alias, and says for which path', () => {
    expect(document.paths['/v1/old/key-ring']!.post).toMatchObject({
      deprecated: true,
      summary: 'Make (alias)',
      description: 'Behaves like `/v1/self/keys`.',
    });
    expect(document.paths['/v1/doors']!.post).toEqual(operation('openDoor').post);
  });
});
