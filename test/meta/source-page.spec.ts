import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '../../libs/captcha-image/src/testing/decode-png.js';
import { CAPTCHA, TestApp } from '../support/app.js';

interface Example {
  readonly value: { readonly code: number; readonly data: Readonly<Record<string, unknown>> };
}

interface IssueOperation {
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly schema: { readonly example?: string } }[];
  readonly requestBody: { readonly content: Record<string, { readonly examples: Record<string, Example> }> };
  readonly responses: Record<
    string,
    { content: Record<string, { readonly examples: Record<string, Example> }> }
  >;
}

/** The page 获取验证码 that the API implements. */
describe('/openapi.json: the source page', () => {
  let app: TestApp;
  let issue: IssueOperation;
  beforeAll(async () => {
    app = await TestApp.start();
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, { post: IssueOperation }>;
    };
    issue = document.paths[CAPTCHA]!.post;
  });
  afterAll(() => app.close());

  it('has its six headers in its order, with its examples', () => {
    expect(issue.parameters.map(({ name, schema }) => [name, schema.example])).toEqual([
      ['iThings-token', expect.stringMatching(/^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\..+2tSec$/)],
      ['iThings-project-id', '1764806234122309632'],
      ['iThings-app-code', 'core'],
      ['iThings-user-role', '1'],
      ['Accept-Language', 'en'],
      ['iThings-tenant-code', 'default'],
    ]);
  });

  it('has its body table, and says that `data` is an alias here', () => {
    expect(issue.description).toMatch(
      /\| `use` \|.*\n\| `data` \| string \| yes \| alias of `account`.*\n\| `type` \|/,
    );
  });

  it('has its request first among the examples', () => {
    const [first] = Object.values(issue.requestBody.content['application/json']!.examples);
    expect(first?.value).toEqual({ use: 'login', type: 'email', account: '603785348@qq.com' });
  });

  it('has its success with a picture of the size that the server draws', () => {
    const { image } = issue.responses['200']!.content['application/json']!.examples;
    expect(image?.value).toMatchObject({
      code: 0,
      msg: 'success',
      data: { codeID: 'Y1goJMD3qvs6jZ63QUXN', expire: 180 },
    });
    const [, base64 = ''] = String(image?.value.data['url']).split('data:image/png;base64,');
    expect(decodePng(Buffer.from(base64, 'base64'))).toMatchObject({ width: 240, height: 80 });
  });

  it('has its curl command, as the README has it', async () => {
    const readme = await readFile('README.md', 'utf8');
    const [command = ''] = /curl --location[^]*?\n\}'/.exec(readme) ?? [];
    expect(command).toContain("--header 'iThings-token;'");
    expect(issue.description).toContain(command.replace('http://127.0.0.1:3000', ''));
  });
});
