import type { FastifyRequest } from 'fastify';
import type { RequestCheck } from './request-check.js';

/** Directives of a Content-Security-Policy, named as helmet names them. */
export type Csp = Readonly<Record<string, string[]>>;

/**
 * A page: one HTML file and the files it loads. The files are in the page's folder (the build copies them) or in a
 * package. The default policy forbids inline scripts, inline styles and requests to other hosts.
 */
export interface Page {
  /** URL path: `/outbox`. */
  readonly path: string;
  /** What the page is, for the log of a start: `Swagger UI`. */
  readonly label: string;
  /** Text of the links to it, by BCP 47 tag, English first. */
  readonly link: Readonly<Record<string, string>>;
  /**
   * The HTML file: `new URL('outbox.html', import.meta.url)`. Placeholders: `{name}` is the text of that name,
   * `{language}` the tag (`<html lang="{language}">`), `{root}` the relative URL of `/`
   * (`<script src="{root}docs/docs.js">`), `{head}` the header of all pages, `{hasDemoToken}` whether `GET /demo-token`
   * exists (`true` or `false`), and `{json}` all texts for a script:
   * `<script type="application/json" id="texts">{json}</script>`. URLs must be relative: a proxy may serve the page
   * under a path prefix.
   */
  readonly html: URL;
  /** Files that the page loads, by URL path. Folders are not served, so nothing is exposed by accident. */
  readonly files: Readonly<Record<string, URL>>;
  /**
   * Texts by BCP 47 tag, English first; `Accept-Language` selects one.
   * @default an English page without texts
   */
  readonly texts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether each language also has its own URL, its tag below {@link path}: `/zh-CN`. @default false */
  readonly hasUrlPerLanguage?: boolean;
  /**
   * Computes HTML per response, by placeholder; overrides texts of the same name. The function must escape text.
   * @param language BCP 47 tag of the response
   * @default none
   */
  readonly parts?: (language: string, request: FastifyRequest) => Readonly<Record<string, string>>;
  /** Directives that replace those of the default policy, each with a comment that says why. @default none */
  readonly csp?: Csp;
  /** Throws for requests that neither the page nor its files may answer. @default answers all */
  readonly check?: RequestCheck | undefined;
}
