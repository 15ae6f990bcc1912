import type { Language } from './language.js';

/**
 * Purposes are infinitives: they follow "pour". Each of `fields` is masculine, as the rules are. The SMS avoids ê, ç
 * and ’: GSM 03.38 lacks them, which costs a segment.
 */
export const fr: Language = {
  errors: {
    Parameter: 'Une information n’est pas correcte. Vérifiez votre saisie et réessayez.',
    System: 'Une erreur s’est produite de notre côté. Réessayez dans quelques minutes.',
    NotFound:
      'Nous n’avons rien trouvé ici. Vérifiez l’adresse, ou revenez à la page précédente et réessayez.',
    Duplicate: 'Cet élément existe déjà. Utilisez celui qui existe, ou saisissez autre chose.',
    Permissions:
      'Vous n’avez pas l’autorisation d’effectuer cette action. Si vous en avez besoin, adressez-vous à un administrateur.',
    Method: 'Cette action n’est pas disponible ici. Actualisez la page et réessayez.',
    Type: 'Cette page a envoyé des données que nous ne pouvons pas lire. Actualisez-la et réessayez.',
    OutRange: 'L’envoi est trop volumineux. Raccourcissez votre saisie et réessayez.',
    Timeout:
      'L’opération prend plus de temps que d’habitude. Patientez une minute, puis réessayez s’il ne s’est rien passé.',
    Server: 'Le service est très sollicité en ce moment. Patientez un instant et réessayez.',
    NotEnable: 'Cette option n’est pas disponible ici. Choisissez-en une autre.',
    CountryNotEnable:
      'Nous n’envoyons pas de SMS vers les numéros de ce pays. Saisissez un autre numéro ou choisissez un autre moyen.',
    NotLogin: 'Vous n’êtes pas connecté. Connectez-vous et réessayez.',
    Frequent: 'Il y a eu trop de tentatives. Patientez un moment et réessayez.',
    Captcha: 'Ce code est incorrect ou a expiré. Vérifiez-le et réessayez, ou demandez un nouveau code.',
    NeedImgCaptcha: 'Encore une étape\u00a0: saisissez les caractères de l’image et réessayez.',
    Delivery:
      'Le message n’a pas pu être envoyé. Vérifiez l’adresse ou le numéro et réessayez, ou choisissez un autre moyen.',
  },
  cases: {
    frequentWait: 'Il y a eu trop de tentatives. Réessayez {wait}.',
    imageWrong: 'Votre saisie ne correspond pas à l’image. Saisissez les caractères de la nouvelle image.',
    audioRequired: 'Encore une étape\u00a0: saisissez les chiffres que vous entendez et réessayez.',
    audioWrong:
      'Votre saisie ne correspond pas à l’enregistrement. Saisissez les chiffres du nouvel enregistrement.',
    checkRequired: 'Encore une étape\u00a0: effectuez la vérification de sécurité et réessayez.',
    checkWrong: 'La vérification de sécurité a échoué. Effectuez la nouvelle vérification et réessayez.',
    page: 'Un problème est survenu sur cette page. Actualisez-la et réessayez.',
  },
  fields: {
    named: 'Le champ {name}',
    unnamed: 'Ce champ',
    eachNamed: 'Chaque élément du champ {name}',
    eachUnnamed: 'Chaque élément',
  },
  rules: {
    isNotEmpty: '{field} est obligatoire.',
    isString: '{field} doit être une chaîne de caractères.',
    isIn: '{field} doit avoir l’une des valeurs suivantes\u00a0: {values}.',
    maxLength: '{field} doit contenir au plus {max} caractères.',
    isText: '{field} contient un caractère non autorisé. Supprimez-le et réessayez.',
    isEmail: 'Ce n’est pas une adresse e-mail. Vérifiez-la et réessayez.',
    isPhone:
      'Ce n’est pas un numéro de téléphone. Vérifiez-le et réessayez. Si le numéro est étranger, commencez par + et l’indicatif du pays.',
    isSmsCapable: 'Ce numéro ne peut pas recevoir de SMS. Utilisez un numéro de mobile.',
    isPurpose: '{field} ne correspond à aucun usage prévu pour ce locataire.',
    isCode: 'Cela ne ressemble pas au code. Vérifiez-le et réessayez.',
    isCodeId: '{field} n’est pas un identifiant de code valide.',
    isEqualTo: 'Les deux saisies sont différentes. Vérifiez-les et réessayez.',
    isRequiredWith: '{field} et le champ {other} doivent être envoyés ensemble.',
    isExclusiveWith: '{field} et le champ {other} ne doivent pas être envoyés ensemble.',
    isTenant: '{field} ne désigne aucun locataire.',
    isJsonObject: 'Le corps de la requête doit être un objet JSON.',
    isHttp: 'La requête n’est pas conforme au protocole HTTP.',
    isInt: '{field} doit être un nombre entier.',
    isLength: '{field} doit contenir de {min} à {max} caractères.',
    isByteLength: '{field} doit contenir de {min} à {max} octets.',
    isExactLength: '{field} doit contenir exactement {min} caractères.',
    minLength: '{field} doit contenir au moins {min} caractères.',
    min: '{field} doit être supérieur ou égal à {min}.',
    max: '{field} doit être inférieur ou égal à {max}.',
    isNumber: '{field} doit être un nombre.',
    isPositive: '{field} doit être supérieur à 0.',
    isNegative: '{field} doit être inférieur à 0.',
    isDivisibleBy: '{field} doit être un multiple de {step}.',
    isBoolean: '{field} doit valoir true ou false.',
    isDate: '{field} doit être une date, par exemple 2026-11-29.',
    minDate: '{field} ne doit pas être antérieur à {min}.',
    maxDate: '{field} ne doit pas être postérieur à {max}.',
    isArray: '{field} doit être une liste.',
    arrayMinSize: 'Choisissez-en au moins {min}.',
    arrayMaxSize: 'Choisissez-en au plus {max}.',
    arrayUnique: 'Le même élément apparaît deux fois. Supprimez l’un des deux.',
    isObject: '{field} doit être un objet.',
    isNotIn: '{field} ne doit avoir aucune des valeurs suivantes\u00a0: {values}.',
    matches: '{field} n’a pas le format attendu. Vérifiez votre saisie et réessayez.',
    contains: '{field} doit contenir\u00a0: {values}.',
    notContains: '{field} ne doit pas contenir\u00a0: {values}.',
    isAlpha: '{field} ne doit contenir que des lettres.',
    isAlphanumeric: '{field} ne doit contenir que des lettres et des chiffres.',
    isLowercase: '{field} doit être en minuscules.',
    isUppercase: '{field} doit être en majuscules.',
    isStrongPassword:
      'Ce mot de passe est trop facile à deviner. Choisissez-en un plus long, avec des majuscules, des minuscules, des chiffres et des symboles.',
    isEmpty: '{field} doit être vide.',
    hasFormat: '{field} doit être au format {format}.',
    invalid: '{field} n’est pas valide. Vérifiez votre saisie et réessayez.',
  },
  fieldRules: {
    'account.isNotEmpty': 'Saisissez votre adresse e-mail ou votre numéro de téléphone.',
    'codeID.isNotEmpty': 'Demandez d’abord un code.',
    'code.isNotEmpty': 'Saisissez le code.',
    'code.isRequiredWith':
      'Saisissez les caractères de l’image. Si aucune image n’apparaît, actualisez la page.',
  },
  purposes: {
    login: 'vous connecter',
    register: 'créer votre compte',
    changePwd: 'modifier votre mot de passe',
    forgetPwd: 'réinitialiser votre mot de passe',
    bindAccount: 'associer votre compte',
    other: 'confirmer votre demande',
  },
  message: {
    subject: '{code} est votre code {brand}',
    lead: 'Votre code pour {purpose}\u00a0:',
    life: 'Il est valable {minutes} min et ne peut être utilisé qu’une seule fois.',
    secret: 'Ne le communiquez à personne. Aucun membre de l’équipe {brand} ne vous le demandera jamais.',
    ignore: 'Si vous n’avez pas demandé ce code, vous pouvez ignorer ce message.',
    sms: '[{brand}] {code} est votre code pour {purpose}, valable {minutes} min. Ne le communiquez à personne.',
  },
};
