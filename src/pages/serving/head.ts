import { escapeHtml } from '@system-management/i18n';
import { FALLBACK_LANGUAGE } from '../../languages/index.js';
import { nativeName } from './native-name.js';
import type { Page } from './page.js';

/** Names of the lists of links, for screen readers. */
const LABELS: Readonly<Record<string, { readonly pages: string; readonly languages: string }>> = {
  en: { pages: 'Pages', languages: 'Language of this page' },
  'zh-CN': { pages: '页面', languages: '页面语言' },
};

/**
 * The header of all pages: links to every page and, if the page has a URL per language, to each language. `head.css` has
 * its styles.
 * @param page the page that shows it
 * @param pages all pages that are served
 * @param root relative URL of `/`
 * @param language BCP 47 tag of the response
 */
export function headOf(page: Page, pages: readonly Page[], root: string, language: string): string {
  const labels = (LABELS[language] ?? LABELS[FALLBACK_LANGUAGE])!;
  const linkTo = ({ path, link }: Page, className = ''): string => {
    const text = link[language] ?? link[FALLBACK_LANGUAGE] ?? path;
    const mark = path === page.path ? ' aria-current="page"' : '';
    return `<a${className}${mark} href="${root}${path.slice(1)}">${escapeHtml(text)}</a>`;
  };
  const folder = root + page.path.slice(1).replace(/(?<=.)$/, '/');
  const languageLink = (tag: string): string => {
    const mark = tag === language ? ' aria-current="true"' : '';
    return `<a href="${folder}${tag}" hreflang="${tag}" lang="${tag}"${mark}>${escapeHtml(nativeName(tag))}</a>`;
  };
  const tags = page.hasUrlPerLanguage ? Object.keys(page.texts ?? {}) : [];
  return [
    '<header class="head">',
    ...pages.filter(isHome).map((home) => linkTo(home, ' class="home"')),
    navigation(
      'pages',
      labels.pages,
      pages.filter((one) => !isHome(one)).map((one) => linkTo(one)),
    ),
    navigation('languages', labels.languages, tags.map(languageLink)),
    '</header>',
  ].join('');
}

function isHome({ path }: Page): boolean {
  return path === '/';
}

function navigation(className: string, label: string, links: readonly string[]): string {
  if (links.length === 0) return '';
  return `<nav class="${className}" aria-label="${escapeHtml(label)}">${links.join('')}</nav>`;
}
