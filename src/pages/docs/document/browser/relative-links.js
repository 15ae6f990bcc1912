/** The start of a relative link in Markdown: not `https:`, `/`, `#` or `.`. */
const RELATIVE_LINK = /\]\((?![a-z][\w+.-]*:|[/#.])/gi;

/**
 * Links in descriptions are relative to the URL of the document, but the page for a language is one level below:
 * `/docs/zh-CN`.
 * @param root relative URL of the document's folder
 * @returns the text with `root` before its relative links
 */
export function withRoot(markdown, root) {
  return markdown.replace(RELATIVE_LINK, `](${root}`);
}
