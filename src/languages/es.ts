import type { Language } from './language.js';

/**
 * Purposes are infinitives: they follow "para". The SMS and the purposes do without á, í, ó and ú ("clave" for
 * "código", "acceder" for "iniciar sesión"): GSM 03.38 lacks these letters, and one of them doubles the price.
 */
export const es: Language = {
  errors: {
    Parameter: 'La solicitud contiene un error',
    System: 'Se produjo un error interno',
    NotFound: 'No se encontró nada en esta dirección',
    Permissions: 'No tiene permiso para realizar esta acción',
    Method: 'Este método no está permitido en esta dirección',
    Type: 'El cuerpo de la solicitud debe estar en formato JSON',
    OutRange: 'La solicitud es demasiado grande',
    Timeout: 'El servicio de envío no respondió a tiempo',
    Server: 'El servicio está saturado, inténtelo de nuevo en unos instantes',
    NotEnable: 'Esta función no está disponible aquí',
    NotLogin: 'Primero debe iniciar sesión',
    Frequent: 'Demasiadas solicitudes, inténtelo de nuevo más tarde',
    Captcha: 'El código es incorrecto o ha caducado',
    NeedImgCaptcha: 'Primero resuelva el captcha de la imagen',
    Delivery: 'No se pudo entregar el mensaje',
  },
  rules: {
    isNotEmpty: 'El campo {field} es obligatorio',
    isString: 'El campo {field} debe ser una cadena de texto',
    isIn: 'El campo {field} debe tener uno de los siguientes valores: {values}',
    maxLength: 'El campo {field} es demasiado largo',
    isText: 'El campo {field} contiene un carácter no permitido',
    isEmail: 'El campo {field} debe contener una sola dirección de correo electrónico',
    isPhone:
      'El campo {field} debe contener un solo número de teléfono, con prefijo internacional o en formato nacional ({country})',
    isPurpose: 'El campo {field} no corresponde a ningún uso previsto para este inquilino',
    isCode: 'El campo {field} no tiene el formato de un código válido',
    isCodeId: 'El campo {field} no es un identificador de código válido',
    isSame: 'Los campos {field} y {other} deben coincidir',
    isTogether: 'Los campos {field} y {other} deben enviarse juntos',
    isAlone: 'Los campos {field} y {other} no deben enviarse juntos',
    isTenant: 'El valor de {field} no corresponde a ningún inquilino',
    isJsonObject: 'El cuerpo de la solicitud debe ser un objeto JSON',
    isUrl: 'La URL no tiene un formato válido',
    isHttp: 'La solicitud no cumple el protocolo HTTP',
    isInt: 'El campo {field} debe ser un número entero',
    invalid: 'El campo {field} no es válido',
  },
  purposes: {
    login: 'acceder a su cuenta',
    register: 'crear su cuenta',
    changePwd: 'cambiar su contraseña',
    forgetPwd: 'restablecer su contraseña',
    bindAccount: 'vincular su cuenta',
    other: 'confirmar su solicitud',
  },
  message: {
    subject: '{code} es su código de {brand}',
    lead: 'Su código para {purpose}:',
    life: 'Es válido durante {minutes} min y solo se puede usar una vez.',
    secret: 'No lo comparta con nadie. Nadie de {brand} se lo pedirá nunca.',
    ignore: 'Si usted no lo solicitó, puede ignorar este mensaje.',
    sms: '[{brand}] {code} es su clave de un solo uso para {purpose}. Caduca en {minutes} min. No la comparta con nadie.',
  },
};
