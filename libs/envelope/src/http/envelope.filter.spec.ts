import type { IncomingMessage } from 'node:http';
import { HttpException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { describe, expect, it, vi } from 'vitest';
import { AppError, ParameterError } from '../errors/app-error.js';
import { CommonErrors } from '../errors/common.errors.js';
import { EnvelopeFilter } from './envelope.filter.js';
import type { EnvelopeOptions } from '../envelope.options.js';
import { argumentsHost, envelopedFastify, envelopeOptions } from '../testing/enveloped-fastify.js';

async function answerTo(thrown: unknown, parts: Partial<EnvelopeOptions> = {}, url = '/api/v1/x') {
  const server = envelopedFastify(parts);
  server.get(url.replace(/\?.*/, ''), async (_request, reply) => {
    reply.type('text/html');
    throw thrown;
  });
  return server.inject(url);
}

describe('The body of a failure', () => {
  const filter = new EnvelopeFilter(envelopeOptions(), new HttpAdapterHost());

  it('is the code of the row and its text in the language asked for', () => {
    expect(filter.body(new AppError(CommonErrors.NotFound), 'de')).toEqual({
      code: 100009,
      msg: 'de:NotFound',
    });
  });

  it('prefers the text that the row brings, and asks the application for languages it does not', () => {
    const failure = new AppError({ ...CommonErrors.NotFound, texts: { de: 'Nichts da' } });
    expect(filter.body(failure, 'de').msg).toBe('Nichts da');
    expect(filter.body(failure, 'fr').msg).toBe('fr:NotFound');
  });

  it('has no data where the failure has none', () => {
    expect(filter.body(new AppError(CommonErrors.System), 'en')).not.toHaveProperty('data');
  });

  it('carries the data of the failure', () => {
    expect(filter.body(new AppError(CommonErrors.Frequent, { retryAfter: 7 }), 'en').data).toEqual({
      retryAfter: 7,
    });
  });

  it('lists every mistake of a request with its field, its rule and its words', () => {
    const failure = new ParameterError([
      { field: 'use', rule: 'isNotEmpty' },
      { field: 'type', rule: 'isIn', params: { values: 'image, email' } },
    ]);
    expect(filter.body(failure, 'fr').data).toEqual({
      errors: [
        { field: 'use', rule: 'isNotEmpty', message: 'fr:use:isNotEmpty' },
        { field: 'type', rule: 'isIn', message: 'fr:type:isIn' },
      ],
    });
  });

  it('hands the catalogue what fills the text of a mistake', () => {
    const fieldErrorText = vi.fn(() => 'words');
    const problem = { field: 'type', rule: 'isIn', params: { values: 'image' } };
    new EnvelopeFilter(envelopeOptions({ fieldErrorText: fieldErrorText }), new HttpAdapterHost()).body(
      new ParameterError([problem]),
      'en',
    );
    expect(fieldErrorText).toHaveBeenCalledWith(problem, 'en');
  });

  it('never shows the cause', () => {
    const failure = new AppError(CommonErrors.System, undefined, { cause: new Error('hunter2') });
    expect(JSON.stringify(filter.body(failure, 'en'))).not.toContain('hunter2');
  });
});

describe('The answer to a failure', () => {
  it('has the status of the row and is JSON, whatever type the handler had set', async () => {
    const answer = await answerTo(new AppError(CommonErrors.Permissions));
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json()).toEqual({ code: 100012, msg: 'en:Permissions' });
  });

  it('is JSON, too, where the framework asks from inside a handler', async () => {
    const server = envelopedFastify();
    server.get('/api/half-way', (request, reply) => {
      reply.type('text/html');
      server.filter.catch(new AppError(CommonErrors.System), argumentsHost(request, reply));
    });
    const answer = await server.inject('/api/half-way');
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json()).toEqual({ code: 100007, msg: 'en:System' });
  });

  it('has the status of the failure where that differs from the row', async () => {
    const failure = new AppError(CommonErrors.NotEnable, undefined, { status: 403 });
    expect(await answerTo(failure)).toMatchObject({ statusCode: 403 });
  });

  it('is in the language of the request', async () => {
    const languageOf = ({ url }: IncomingMessage) => (url === '/api/v1/x' ? 'ja' : 'en');
    const answer = await answerTo(new AppError(CommonErrors.Method), { languageOf });
    expect(answer.json()).toMatchObject({ msg: 'ja:Method' });
  });

  it.each([
    [new AppError(CommonErrors.Frequent, { retryAfter: 42 }), '42'],
    [new AppError(CommonErrors.Server, { retryAfter: 1 }), '1'],
    [new AppError(CommonErrors.Frequent, { retryAfter: 0 }), '0'],
    [new AppError(CommonErrors.Parameter), undefined],
    [new AppError(CommonErrors.Frequent, { retryAfter: 'soon' }), undefined],
  ])('carries Retry-After exactly where its data tells seconds (%#)', async (failure, retryAfter) => {
    expect((await answerTo(failure)).headers['retry-after']).toBe(retryAfter);
  });

  it.each(['400', '200'] as const)('has status %s when ERROR_STATUS says so', async (errorStatus) => {
    const answer = await answerTo(new AppError(CommonErrors.Method), { errorStatus });
    expect(answer.statusCode).toBe(Number(errorStatus));
    expect(answer.json()).toMatchObject({ code: 100013 });
  });

  it('keeps Retry-After when ERROR_STATUS hides the 429', async () => {
    const failure = new AppError(CommonErrors.Frequent, { retryAfter: 42 });
    expect((await answerTo(failure, { errorStatus: '200' })).headers['retry-after']).toBe('42');
  });

  it('drops what the handler had set for the answer it did not give', async () => {
    const server = envelopedFastify();
    server.get('/file', async (_request, reply) => {
      reply.headers({ 'Content-Disposition': 'attachment', 'Content-Length': 5, ETag: '"1"' });
      throw new AppError(CommonErrors.NotFound);
    });
    const { headers, body } = await server.inject('/file');
    expect(headers).not.toHaveProperty('content-disposition');
    expect(headers).not.toHaveProperty('etag');
    expect(headers['content-length']).toBe(String(body.length));
  });

  it('carries the headers of the application, in place of those that were set', async () => {
    const headersFor = () => ({ 'Cache-Control': 'no-store', Vary: 'Accept-Language' });
    const server = envelopedFastify({ headersFor });
    server.get('/cached', async (_request, reply) => {
      reply.headers({ 'Cache-Control': 'max-age=60', Vary: 'Origin, Accept-Language' });
      throw new AppError(CommonErrors.NotFound);
    });
    const { headers } = await server.inject('/cached');
    expect([headers['cache-control'], headers.vary]).toEqual(['no-store', 'Origin, Accept-Language']);
  });

  it('to a limiter that has set Retry-After says the same in its data', async () => {
    const server = envelopedFastify();
    server.get('/limited', async (_request, reply) => {
      reply.header('Retry-After', '30');
      throw new HttpException('Too many', 429);
    });
    const answer = await server.inject('/limited');
    expect(answer.headers['retry-after']).toBe('30');
    expect(answer.json()).toMatchObject({ data: { retryAfter: 30, detail: 'Too many' } });
  });

  it('to a bug shows nothing of it', async () => {
    const bug = new TypeError('cannot read /srv/secret.js');
    const answer = await answerTo(bug);
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ code: 100007, msg: 'en:System' });
    expect(answer.body + JSON.stringify(answer.headers)).not.toMatch(/secret|TypeError| at /);
  });

  it('tells the log of every bug, with the request', async () => {
    const bugs: unknown[] = [];
    const bug = new TypeError('words');
    await answerTo(bug, { onUnexpectedError: (error, { url }) => bugs.push([error, url]) });
    expect(bugs).toEqual([[bug, '/api/v1/x']]);
  });

  it('tells the log of no failure that is no bug', async () => {
    const onUnexpectedError = vi.fn();
    await answerTo(new AppError(CommonErrors.Server, { retryAfter: 1 }), {
      onUnexpectedError: onUnexpectedError,
    });
    await answerTo(new ParameterError([{ field: 'use', rule: 'isNotEmpty' }]), {
      onUnexpectedError: onUnexpectedError,
    });
    expect(onUnexpectedError).not.toHaveBeenCalled();
  });
});
