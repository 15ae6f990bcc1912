import type { Tenant } from '../../tenants/tenant.js';
import type { Report } from '../report.js';
import { smsAdvice } from './sms-advice.js';
import { type SmsText, smsTexts } from './sms-text.js';
import { encodingOf, groupsBy, languageList, priceOf, sizeOf } from './sms-words.js';

const STRONG_CODES = 'strong codes (ten letters and digits, which only accounts under attack get)';

/** Reports how many SMS each text takes, in detail for the tenant's language and for custom texts. */
export function checkSmsTexts(tenant: Tenant, report: Report): void {
  report.about(
    'SMS texts (one SMS holds 160 GSM 7-bit characters, of which [ ] { } and € count twice, or 70 in UCS-2)',
  );
  const texts = smsTexts(tenant);
  const own = texts.filter(({ language }) => language === tenant.language);
  if (texts.every(({ strong }) => strong.parts.length === 1)) {
    const sizes = groupsBy(own, ({ normal }) => encodingOf(normal))
      .map(sizeOf)
      .join('; ');
    report.ok(
      `1 SMS for each purpose in each language, also with ${STRONG_CODES}; ${tenant.language}: ${sizes}`,
    );
    return;
  }
  reportOwn(tenant, own, report);
  const others = texts.filter(({ language }) => language !== tenant.language);
  reportCustom(tenant, others, report);
  reportOthers(tenant, others, report);
  reportStrong(texts, report);
}

function reportOwn(tenant: Tenant, own: readonly SmsText[], report: Report): void {
  const likeEachOther = ({ normal, withoutDomain, ucs2Brand }: SmsText): string =>
    [normal.parts.length, encodingOf(normal), withoutDomain.parts.length, ucs2Brand.length > 0].join();
  for (const group of groupsBy(own, likeEachOther)) {
    const uses = group.length === own.length ? 'each purpose' : group.map(({ use }) => use).join(', ');
    reportGroup(`${tenant.language}, for ${uses}`, group, tenant, report);
  }
}

/** Reports the operator's own texts in other languages, if they take several SMS. */
function reportCustom(tenant: Tenant, others: readonly SmsText[], report: Report): void {
  for (const text of others) {
    if (text.isCustom && text.normal.parts.length > 1)
      reportGroup(`templates.${text.use}.${text.language}.sms`, [text], tenant, report);
  }
}

function reportGroup(subject: string, group: readonly SmsText[], tenant: Tenant, report: Report): void {
  const [{ normal }] = group as readonly [SmsText];
  const count = normal.parts.length;
  if (count === 1) report.ok(`${subject}: 1 SMS (${sizeOf(group)})`);
  else
    report.note(`${subject}: ${count} SMS (${sizeOf(group)}); ${priceOf(count)}`, smsAdvice(group, tenant));
}

/** Reports all other texts, one line for each number of SMS. */
function reportOthers(tenant: Tenant, others: readonly SmsText[], report: Report): void {
  const remaining = others.filter(({ isCustom, normal }) => !isCustom || normal.parts.length === 1);
  const groups = groupsBy(remaining, ({ normal }) => String(normal.parts.length));
  for (const group of groups.sort(([a], [b]) => a!.normal.parts.length - b!.normal.parts.length)) {
    const count = group[0]!.normal.parts.length;
    const what = `other languages: ${count} SMS for ${languageList(group, others)}`;
    if (count === 1) report.ok(what);
    else report.note(`${what}; ${priceOf(count)}`, smsAdvice(group, tenant));
  }
}

function reportStrong(texts: readonly SmsText[], report: Report): void {
  const longer = texts.filter(({ normal, strong }) => strong.parts.length > normal.parts.length);
  if (longer.length === 0) report.ok(`${STRONG_CODES} take no more SMS than normal codes`);
  for (const group of groupsBy(longer, ({ strong }) => String(strong.parts.length))) {
    report.ok(`${STRONG_CODES} take ${group[0]!.strong.parts.length} SMS for ${languageList(group, texts)}`);
  }
}
