import { describe, expect, it } from 'vitest';
import { escapeHtml } from './escape-html.js';

describe('escapeHtml()', () => {
  it('escapes &, <, >, and both quotes, and nothing else', () => {
    expect(escapeHtml(`</p title="a" id='b'> & 中文 {code}`)).toBe(
      '&lt;/p title=&quot;a&quot; id=&#39;b&#39;&gt; &amp; 中文 {code}',
    );
  });
});
