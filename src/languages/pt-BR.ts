import type { Language } from './language.js';

/**
 * Purposes are infinitives: they follow "para". The SMS and the purposes do without ã, ç, ê and ó (so neither
 * "código" nor "solicitação"): GSM 03.38 lacks these letters, and one of them doubles the price.
 */
export const ptBR: Language = {
  errors: {
    Parameter: 'A solicitação contém um erro',
    System: 'Ocorreu um erro interno',
    NotFound: 'Nada foi encontrado neste endereço',
    Permissions: 'Você não tem permissão para realizar esta ação',
    Method: 'Este método não é aceito neste endereço',
    Type: 'O corpo da solicitação deve estar no formato JSON',
    OutRange: 'A solicitação é grande demais',
    Timeout: 'O serviço de envio não respondeu a tempo',
    Server: 'O serviço está sobrecarregado, tente novamente em instantes',
    NotEnable: 'Este recurso não está disponível aqui',
    NotLogin: 'Faça login primeiro',
    Frequent: 'Muitas solicitações, tente novamente mais tarde',
    Captcha: 'O código está incorreto ou expirou',
    NeedImgCaptcha: 'Resolva primeiro o captcha da imagem',
    Delivery: 'Não foi possível entregar a mensagem',
  },
  rules: {
    isNotEmpty: 'O campo {field} é obrigatório',
    isString: 'O campo {field} deve ser uma string',
    isIn: 'O campo {field} deve ter um dos seguintes valores: {values}',
    maxLength: 'O campo {field} é longo demais',
    isText: 'O campo {field} contém um caractere não permitido',
    isEmail: 'O campo {field} deve conter um único endereço de e-mail',
    isPhone:
      'O campo {field} deve conter um único número de telefone, com código do país ou no formato nacional ({country})',
    isPurpose: 'O campo {field} não corresponde a nenhuma finalidade deste locatário',
    isCode: 'O campo {field} não tem o formato de um código válido',
    isCodeId: 'O campo {field} não é um identificador de código válido',
    isSame: 'Os campos {field} e {other} devem ser iguais',
    isTogether: 'Os campos {field} e {other} devem ser enviados juntos',
    isAlone: 'Os campos {field} e {other} não devem ser enviados juntos',
    isTenant: 'O valor de {field} não corresponde a nenhum locatário',
    isJsonObject: 'O corpo da solicitação deve ser um objeto JSON',
    isUrl: 'A URL está malformada',
    isHttp: 'A solicitação não segue o protocolo HTTP',
    isInt: 'O campo {field} deve ser um número inteiro',
    invalid: 'O campo {field} não é válido',
  },
  purposes: {
    login: 'acessar sua conta',
    register: 'criar sua conta',
    changePwd: 'alterar sua senha',
    forgetPwd: 'redefinir sua senha',
    bindAccount: 'vincular sua conta',
    other: 'confirmar sua identidade',
  },
  message: {
    subject: '{code} é o seu código de verificação {brand}',
    lead: 'Seu código para {purpose}:',
    life: 'Ele vale por {minutes} min e só pode ser usado uma vez.',
    secret: 'Nunca o compartilhe com ninguém. A equipe {brand} jamais pedirá que você o informe.',
    ignore: 'Se você não solicitou este código, pode ignorar esta mensagem.',
    sms: '[{brand}] Use {code} para {purpose}. Vale por {minutes} min. Nunca compartilhe com ninguém.',
  },
};
