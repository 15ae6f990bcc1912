/** Themes set `--captcha-*` or use `::part()`. `light-dark()` follows the page's `color-scheme`. */
const CSS = `
:host {
  --_accent: var(--captcha-accent, light-dark(#1d4ed8, #8ab4ff));
  --_on-accent: var(--captcha-on-accent, light-dark(#fff, #0b1220));
  --_text: var(--captcha-text, light-dark(#1a1a1a, #ececec));
  --_muted: var(--captcha-muted, light-dark(#595959, #a8a8a8));
  --_surface: var(--captcha-surface, light-dark(#fff, #1c1c1c));
  --_border: var(--captcha-border, light-dark(#8a8a8a, #767676));
  --_error: var(--captcha-error, light-dark(#b3261e, #ff9d94));
  --_success: var(--captcha-success, light-dark(#14713d, #74d69b));
  --_radius: var(--captcha-radius, 8px);
  --_gap: var(--captcha-gap, 8px);
  display: block;
  color: var(--_text);
}
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box; max-width: 100%; font: inherit; font-variant-numeric: tabular-nums }
[data-loading] { animation: late 1.5s step-end }
[part~=challenge], [part=row] { display: flex; flex-wrap: wrap; align-items: center; gap: var(--_gap) }
[part~=challenge] { margin-block-end: calc(var(--_gap) * 1.5) }
img { width: 240px; height: auto; aspect-ratio: 3; border-radius: var(--_radius); background: #fff }
img:not([src]) { visibility: hidden }
audio { width: 240px; height: 48px }
label { display: block; margin-block-end: calc(var(--_gap) / 2); font-weight: 500 }
[part=sent] { margin: 0 0 calc(var(--_gap) / 2); color: var(--_muted) }
bdi { overflow-wrap: anywhere }
input, button { min-height: 44px; border: 1px solid var(--_border); border-radius: var(--_radius); background: var(--_surface); color: inherit }
input { width: calc(var(--_length) * (1ch + .35em) + 28px); padding-inline: 12px; letter-spacing: .35em }
input[data-alphabet=letters] { width: calc(var(--_length) * 1.1em + 28px); letter-spacing: .12em }
input[aria-invalid=true] { border-color: var(--_error) }
button { position: relative; padding: 4px 16px; cursor: pointer }
[part~=icon] { display: grid; place-items: center; width: 44px; padding: 0; color: var(--_muted) }
[part~=change] { min-height: 24px; padding: 0; border: 0; background: none; color: var(--_accent); text-decoration: underline }
[data-look=primary] { border-color: var(--_accent); background: var(--_accent); color: var(--_on-accent); font-weight: 500 }
button:hover:not([aria-disabled=true]) { border-color: var(--_accent) }
:disabled, [aria-disabled=true] { cursor: default; opacity: .65 }
[data-waiting] { -webkit-text-fill-color: #0000 }
[data-waiting] slot { display: none }
[data-waiting]::after {
  content: "";
  position: absolute;
  inset: 0;
  width: 20px;
  height: 20px;
  margin: auto;
  border: 2px solid;
  border-inline-end-color: #0000;
  border-radius: 50%;
  animation: turn 1s linear infinite;
}
@keyframes late { 0% { opacity: 0 } }
@keyframes turn { to { rotate: 1turn } }
@media (prefers-reduced-motion) { ::after { animation: none !important } }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
[part=status] { min-height: 1.5em; margin: calc(var(--_gap) / 2) 0 0; color: var(--_muted) }
[data-tone=error] { color: var(--_error) }
[data-tone=success] { color: var(--_success) }
svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
`;

let sheet: CSSStyleSheet | undefined;

/** Shared by all fields of the page. Adopted style sheets need no `style-src` for inline styles. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
