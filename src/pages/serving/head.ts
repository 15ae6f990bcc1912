import { escapeHtml } from '@system-management/i18n';
import { FALLBACK_LANGUAGE } from '../../languages/index.js';
import { nativeName } from './native-name.js';
import type { Page } from './page.js';

/** Names of the lists of links, for screen readers. */
const LABELS: Readonly<Record<string, { readonly pages: string; readonly languages: string }>> = {
  en: { pages: 'Pages', languages: 'Language of this page' },
  'zh-CN': { pages: '页面', languages: '页面语言' },
};

/** The response that shows a header. */
export interface HeadContext {
  /** All pages that are served. */
  readonly pages: readonly Page[];
  /** Relative URL of `/`. */
  readonly root: string;
  /** BCP 47 tag of the response. */
  readonly language: string;
  /** Whether the URL names the language. Links to other pages then keep it. @default false */
  readonly isLanguageInUrl?: boolean;
}

/**
 * The header of all pages: links to every page and, if the page has a URL per language, to each language. `head.css` has
 * its styles.
 * @param page the page that shows it
 */
export function headOf(page: Page, { pages, root, language, isLanguageInUrl = false }: HeadContext): string {
  const labels = (LABELS[language] ?? LABELS[FALLBACK_LANGUAGE])!;
  const folderOf = ({ path }: Page): string => root + path.slice(1).replace(/(?<=.)$/, '/');
  const linkTo = (target: Page, className = ''): string => {
    const text = target.link[language] ?? target.link[FALLBACK_LANGUAGE] ?? target.path;
    const mark = target.path === page.path ? ' aria-current="page"' : '';
    const keepsLanguage = isLanguageInUrl && languagesOf(target).includes(language);
    const url = keepsLanguage ? folderOf(target) + language : root + target.path.slice(1);
    return `<a${className}${mark} href="${url}">${escapeHtml(text)}</a>`;
  };
  const languageLink = (tag: string): string => {
    const mark = tag === language ? ' aria-current="true"' : '';
    return `<a href="${folderOf(page)}${tag}" hreflang="${tag}" lang="${tag}"${mark}>${escapeHtml(nativeName(tag))}</a>`;
  };
  return [
    '<header class="head">',
    ...pages.filter(isHome).map((home) => linkTo(home, ' class="home"')),
    navigation(
      'pages',
      labels.pages,
      pages.filter((one) => !isHome(one)).map((one) => linkTo(one)),
    ),
    navigation('languages', labels.languages, languagesOf(page).map(languageLink)),
    '</header>',
  ].join('');
}

/** Tags of the languages that have a URL of their own. */
function languagesOf({ hasUrlPerLanguage, texts = {} }: Page): readonly string[] {
  return hasUrlPerLanguage ? Object.keys(texts) : [];
}

function isHome({ path }: Page): boolean {
  return path === '/';
}

function navigation(className: string, label: string, links: readonly string[]): string {
  if (links.length === 0) return '';
  return `<nav class="${className}" aria-label="${escapeHtml(label)}">${links.join('')}</nav>`;
}
