import type { DocumentTexts } from '../../translate.js';

/** Tickets, and the keys that verify them. */
export const TICKETS: DocumentTexts = {
  'Compact JWS (RFC 7515): `iss`, `aud` tenant, `sub` account, `use`, `type`, `jti` codeID, `iat`, `exp`. Check it with `/.well-known/jwks.json`':
    '紧凑序列化的 JWS（RFC 7515）：`iss`、`aud`（租户）、`sub`（账号）、`use`、`type`、`jti`（codeID）、`iat`、`exp`。用 `/.well-known/jwks.json` 校验',
  'Lifetime of the ticket in seconds': '凭证的有效期（秒）',

  // GET /.well-known/jwks.json
  'Public keys of tickets': '凭证的公钥',
  'A JWK set (RFC 7517), with which any backend can check tickets offline.':
    'JWK 集合（RFC 7517），任何后端都可以用它离线校验凭证。',
  'The keys': '密钥列表',
  'Current and retired keys': '当前的和已停用的密钥',
  'Key type: `EC` for ES256, `OKP` for EdDSA': '密钥类型：ES256 为 `EC`，EdDSA 为 `OKP`',
  Curve: '曲线',
  'Base64url; absent for `OKP`': 'Base64url；`OKP` 没有此字段',
  'Id of the key, as in the header of a ticket': '密钥编号，与凭证头部中的相同',
  'Signature algorithm': '签名算法',
};
