/**
 * Domains at which anyone, or every customer of an access provider, can have an address: the larger ones, as of 2026.
 * ← add yours
 */
const DOMAINS: ReadonlySet<string> = new Set(
  [
    'gmail.com googlemail.com msn.com windowslive.com icloud.com me.com mac.com rocketmail.com myyahoo.com y7mail.com aim.com',
    // Private and paid mailboxes, and services that forward to others
    'proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.com tuta.io keemail.me',
    'fastmail.com fastmail.fm fastmail.net hey.com hushmail.com mailbox.org posteo.de posteo.net disroot.org runbox.com',
    'zoho.com zoho.eu zoho.in zohomail.com zohomail.eu zohomail.in startmail.com duck.com mozmail.com',
    'mail.com email.com usa.com inbox.com inbox.lv lycos.com rediffmail.com',
    // China, Hong Kong and Taiwan
    'qq.com foxmail.com 163.com 126.com yeah.net 188.com sina.com sina.cn sohu.com aliyun.com tom.com 21cn.com',
    '139.com 189.cn wo.cn 263.net 2980.com netvigator.com pchome.com.tw seed.net.tw hinet.net',
    // Korea, Japan and Singapore
    'naver.com hanmail.net daum.net kakao.com nate.com',
    'docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp nifty.com biglobe.ne.jp singnet.com.sg',
    // Germany, Austria and Switzerland
    'web.de t-online.de magenta.de freenet.de arcor.de email.de mail.de aon.at chello.at bluewin.ch hispeed.ch sunrise.ch',
    // France, the Benelux, Italy and Iberia
    'orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr skynet.be telenet.be proximus.be',
    'ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl telefonica.net sapo.pt telepac.pt',
    'libero.it virgilio.it tiscali.it tin.it alice.it tim.it fastwebnet.it inwind.it',
    // Britain, Ireland and North America
    'btinternet.com virginmedia.com sky.com talktalk.net ntlworld.com blueyonder.co.uk eircom.net',
    'comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net optonline.net juno.com',
    'shaw.ca rogers.com sympatico.ca',
    // Russia and Eastern Europe
    'mail.ru inbox.ru list.ru bk.ru internet.ru xmail.ru ya.ru rambler.ru lenta.ru ukr.net i.ua meta.ua',
    'wp.pl o2.pl onet.pl op.pl interia.pl gazeta.pl seznam.cz email.cz centrum.cz post.cz',
    'freemail.hu citromail.hu abv.bg mail.bg',
    // Northern Europe
    'telia.com comhem.se online.no jubii.dk luukku.com suomi24.fi mail.ee',
    // Latin America, Oceania and Turkey
    'uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com r7.com prodigy.net.mx',
    'bigpond.com optusnet.com.au iinet.net.au xtra.co.nz mynet.com',
  ].flatMap((domains) => domains.split(' ')),
);

/** Providers with a domain in many countries, such as hotmail.co.uk. */
const FAMILIES =
  /^(hotmail|outlook|live|yahoo|ymail|aol|gmx|yandex)\.(com|net|org|((com?|net|org)\.)?[a-z]{2})$/;

/** Whether anyone can have an address at the domain, or at the domain that it is part of. @param domain in lower case */
export function isPublicMailDomain(domain: string): boolean {
  const labels = domain.split('.');
  const parents = labels.map((_, index) => labels.slice(index).join('.'));
  return parents.some((parent) => DOMAINS.has(parent) || FAMILIES.test(parent));
}
