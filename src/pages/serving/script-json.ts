/** JSON for a `<script type="application/json">`. Escapes "<", so that no text can end the script element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
