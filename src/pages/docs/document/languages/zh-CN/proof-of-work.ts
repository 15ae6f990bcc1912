import type { DocumentTexts } from '../../translate.js';

/** Proofs of work: the endpoint for ALTCHA's widget, and its schemas. */
export const PROOF_OF_WORK: DocumentTexts = {
  // GET …/captcha/altcha
  "Issue a proof of work for ALTCHA's widget": '为 ALTCHA 组件生成工作量证明',
  "Issue a proof of work for ALTCHA's widget (alias)": '为 ALTCHA 组件生成工作量证明（别名）',
  'The address for the attribute `challenge` of `<altcha-widget>`. Its payload is accepted as the `code` of an `image`: by the verify endpoint, and where an image must be solved first.':
    '`<altcha-widget>` 的属性 `challenge` 所用的地址。组件的 payload 可作为 `image` 类型的 `code`：既可用于校验接口，也可用于需要先完成图形验证码的请求。',
  'Behaves like `/api/v1/system/user/captcha/altcha`.': '行为与 `/api/v1/system/user/captcha/altcha` 相同。',
  'The challenge, without an envelope': '工作量证明的题目，不带外层结构',

  // The challenge
  'Signed parameters': '已签名的参数',
  'Signature of the parameters': '参数的签名',
  'How a key is derived': '密钥的派生方式',
  'Start of every password, in hex': '每个密码的开头，十六进制',
  'Salt of the derivation, in hex': '派生所用的盐，十六进制',
  'Iterations of one derivation': '每次派生的迭代次数',
  'Bytes of a key': '密钥的字节数',
  'Start of the wanted key, in hex': '所求密钥的开头，十六进制',
  'Signature of the wanted key': '所求密钥的签名',
  'When the challenge expires, in seconds since 1970': '题目的失效时间，1970 年以来的秒数',
  'What the solution is valid for': '答案的适用范围',
  'The id of the code': '验证码编号',
  'Code of the tenant': '租户代码',
  Purpose: '用途',
};
