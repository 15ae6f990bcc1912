import type { IncomingMessage } from 'node:http';
import { HttpException } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { describe, expect, it, vi } from 'vitest';
import { AppError, ParameterError } from '../errors/app-error.js';
import { CommonErrors } from '../errors/common.errors.js';
import { EnvelopeFilter } from './envelope.filter.js';
import type { EnvelopeOptions } from '../envelope.options.js';
import { argumentsHost, envelopedFastify, envelopeOptions } from '../testing/enveloped-fastify.js';

async function responseTo(thrown: unknown, parts: Partial<EnvelopeOptions> = {}, url = '/api/v1/x') {
  const server = envelopedFastify(parts);
  server.get(url.replace(/\?.*/, ''), async (_request, reply) => {
    reply.type('text/html');
    throw thrown;
  });
  return server.inject(url);
}

describe('EnvelopeFilter: body()', () => {
  const filter = new EnvelopeFilter(envelopeOptions(), new HttpAdapterHost());

  it('returns the code of the definition and its text in the given language', () => {
    expect(filter.body(new AppError(CommonErrors.NotFound), 'de')).toEqual({
      code: 100009,
      msg: 'de:NotFound',
    });
  });

  it("prefers the definition's own text, and falls back to errorText for other languages", () => {
    const failure = new AppError({ ...CommonErrors.NotFound, texts: { de: 'Nichts da' } });
    expect(filter.body(failure, 'de').msg).toBe('Nichts da');
    expect(filter.body(failure, 'fr').msg).toBe('fr:NotFound');
  });

  it('omits data if the failure has none', () => {
    expect(filter.body(new AppError(CommonErrors.System), 'en')).not.toHaveProperty('data');
  });

  it('includes the data of the failure', () => {
    expect(filter.body(new AppError(CommonErrors.Frequent, { retryAfter: 7 }), 'en').data).toEqual({
      retryAfter: 7,
    });
  });

  it('lists every field error with its field, rule and message', () => {
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

  it('returns the text of the first field error for people as msg of an invalid request', () => {
    const failure = new ParameterError([
      { field: 'account', rule: 'isEmail' },
      { field: 'code', rule: 'isNotEmpty' },
    ]);
    expect(filter.body(failure, 'ja').msg).toBe('ja:isEmail');
  });

  it('returns the text of the definition if an invalid request has no field error', () => {
    expect(filter.body(new AppError(CommonErrors.Parameter), 'ja').msg).toBe('ja:Parameter');
    expect(filter.body(new ParameterError([]), 'ja').msg).toBe('ja:Parameter');
  });

  it('passes the field error with its params to both texts', () => {
    const fieldErrorText = vi.fn(() => 'text');
    const parameterText = vi.fn(() => 'text');
    const fieldError = { field: 'type', rule: 'isIn', params: { values: 'image' } };
    new EnvelopeFilter(envelopeOptions({ fieldErrorText, parameterText }), new HttpAdapterHost()).body(
      new ParameterError([fieldError]),
      'en',
    );
    expect(fieldErrorText).toHaveBeenCalledWith(fieldError, 'en');
    expect(parameterText).toHaveBeenCalledWith(fieldError, 'en');
  });

  it('passes the data of the failure to errorText', () => {
    const errorText = vi.fn(() => 'text');
    const data = { retryAfter: 7 };
    new EnvelopeFilter(envelopeOptions({ errorText }), new HttpAdapterHost()).body(
      new AppError(CommonErrors.Frequent, data),
      'en',
    );
    expect(errorText).toHaveBeenCalledWith('Frequent', 'en', data);
  });

  it('never includes the cause', () => {
    const failure = new AppError(CommonErrors.System, undefined, { cause: new Error('hunter2') });
    expect(JSON.stringify(filter.body(failure, 'en'))).not.toContain('hunter2');
  });
});

describe('EnvelopeFilter: catch()', () => {
  it('sends the status of the definition, and JSON in place of the Content-Type that the handler set', async () => {
    const response = await responseTo(new AppError(CommonErrors.Permissions));
    expect(response.statusCode).toBe(403);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.json()).toEqual({ code: 100012, msg: 'en:Permissions' });
  });

  it('sends JSON when it is called inside a handler', async () => {
    const server = envelopedFastify();
    server.get('/api/inside', (request, reply) => {
      reply.type('text/html');
      server.filter.catch(new AppError(CommonErrors.System), argumentsHost(request, reply));
    });
    const response = await server.inject('/api/inside');
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.json()).toEqual({ code: 100007, msg: 'en:System' });
  });

  it('sends the status of the exception if it differs from the definition', async () => {
    const failure = new AppError(CommonErrors.NotEnable, undefined, { status: 403 });
    expect(await responseTo(failure)).toMatchObject({ statusCode: 403 });
  });

  it('sends the text in the language of the request', async () => {
    const languageOf = ({ url }: IncomingMessage) => (url === '/api/v1/x' ? 'ja' : 'en');
    const response = await responseTo(new AppError(CommonErrors.Method), { languageOf });
    expect(response.json()).toMatchObject({ msg: 'ja:Method' });
  });

  it.each([
    [new AppError(CommonErrors.Frequent, { retryAfter: 42 }), '42'],
    [new AppError(CommonErrors.Server, { retryAfter: 1 }), '1'],
    [new AppError(CommonErrors.Frequent, { retryAfter: 0 }), '0'],
    [new AppError(CommonErrors.Parameter), undefined],
    [new AppError(CommonErrors.Frequent, { retryAfter: 'soon' }), undefined],
  ])('sends Retry-After exactly if retryAfter is a number (%#)', async (failure, retryAfter) => {
    expect((await responseTo(failure)).headers['retry-after']).toBe(retryAfter);
  });

  it.each(['400', '200'] as const)('sends status %s if it is the errorStatus', async (errorStatus) => {
    const response = await responseTo(new AppError(CommonErrors.Method), { errorStatus });
    expect(response.statusCode).toBe(Number(errorStatus));
    expect(response.json()).toMatchObject({ code: 100013 });
  });

  it('keeps Retry-After if errorStatus replaces the 429', async () => {
    const failure = new AppError(CommonErrors.Frequent, { retryAfter: 42 });
    expect((await responseTo(failure, { errorStatus: '200' })).headers['retry-after']).toBe('42');
  });

  it('removes headers that the handler set for its success response', async () => {
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

  it('sends the headers of headersFor() in place of existing ones, and appends to Vary', async () => {
    const headersFor = () => ({ 'Cache-Control': 'no-store', Vary: 'Accept-Language' });
    const server = envelopedFastify({ headersFor });
    server.get('/cached', async (_request, reply) => {
      reply.headers({ 'Cache-Control': 'max-age=60', Vary: 'Origin, Accept-Language' });
      throw new AppError(CommonErrors.NotFound);
    });
    const { headers } = await server.inject('/cached');
    expect([headers['cache-control'], headers.vary]).toEqual(['no-store', 'Origin, Accept-Language']);
  });

  it('copies an existing Retry-After header to data.retryAfter', async () => {
    const server = envelopedFastify();
    server.get('/limited', async (_request, reply) => {
      reply.header('Retry-After', '30');
      throw new HttpException('Too many', 429);
    });
    const response = await server.inject('/limited');
    expect(response.headers['retry-after']).toBe('30');
    expect(response.json()).toMatchObject({ data: { retryAfter: 30, detail: 'Too many' } });
  });

  it('exposes nothing of an unexpected error', async () => {
    const bug = new TypeError('cannot read /srv/secret.js');
    const response = await responseTo(bug);
    expect(response.statusCode).toBe(500);
    expect(response.json()).toEqual({ code: 100007, msg: 'en:System' });
    expect(response.body + JSON.stringify(response.headers)).not.toMatch(/secret|TypeError| at /);
  });

  it('calls onUnexpectedError with the error and the request', async () => {
    const bugs: unknown[] = [];
    const bug = new TypeError('message');
    await responseTo(bug, { onUnexpectedError: (error, { url }) => bugs.push([error, url]) });
    expect(bugs).toEqual([[bug, '/api/v1/x']]);
  });

  it('does not call onUnexpectedError for other failures', async () => {
    const onUnexpectedError = vi.fn();
    await responseTo(new AppError(CommonErrors.Server, { retryAfter: 1 }), { onUnexpectedError });
    await responseTo(new ParameterError([{ field: 'use', rule: 'isNotEmpty' }]), { onUnexpectedError });
    expect(onUnexpectedError).not.toHaveBeenCalled();
  });
});
