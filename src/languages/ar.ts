import type { Language } from './language.js';

/**
 * Purposes are verbal nouns without an article, so that the prefix ل joins them directly. Every text but the subject
 * starts with an Arabic word: readers' software takes the direction of a line from its first strong letter (UAX #9).
 * The subject starts with the code, and a right-to-left mark before it does the same.
 */
export const ar: Language = {
  errors: {
    Parameter: 'يوجد خطأ في الطلب',
    System: 'حدث خطأ داخلي في النظام',
    NotFound: 'العنوان المطلوب غير موجود',
    Permissions: 'ليست لديك صلاحية لتنفيذ هذا الإجراء',
    Method: 'طريقة الطلب هذه غير مدعومة هنا',
    Type: 'يجب أن يكون نص الطلب بتنسيق JSON',
    OutRange: 'حجم الطلب كبير جدًا',
    Timeout: 'لم تستجب خدمة الإرسال في الوقت المحدد',
    Server: 'الخدمة مشغولة حاليًا، يُرجى إعادة المحاولة بعد قليل',
    NotEnable: 'هذه الميزة غير متاحة هنا',
    NotLogin: 'يُرجى تسجيل الدخول أولًا',
    Frequent: 'عدد الطلبات كبير جدًا، يُرجى إعادة المحاولة لاحقًا',
    Captcha: 'الرمز غير صحيح أو انتهت صلاحيته',
    NeedImgCaptcha: 'يُرجى إدخال الرمز الظاهر في الصورة أولًا',
    Delivery: 'تعذّر إرسال الرسالة',
  },
  rules: {
    isNotEmpty: 'الحقل {field} مطلوب',
    isString: 'يجب أن يكون الحقل {field} نصًا',
    isIn: 'يجب أن تكون قيمة الحقل {field} إحدى القيم التالية: {values}',
    maxLength: 'قيمة الحقل {field} طويلة جدًا',
    isText: 'يحتوي الحقل {field} على حرف غير مسموح به',
    isEmail: 'يجب أن يحتوي الحقل {field} على عنوان بريد إلكتروني واحد',
    isPhone: 'يجب أن يحتوي الحقل {field} على رقم هاتف واحد، مع رمز البلد أو بالصيغة المحلية ({country})',
    isPurpose: 'قيمة الحقل {field} ليست من الأغراض المتاحة لهذا المستأجر',
    isCode: 'قيمة الحقل {field} لا تطابق صيغة رمز التحقق',
    isCodeId: 'قيمة الحقل {field} ليست معرّفًا صالحًا لرمز تحقق',
    isSame: 'يجب ألا يختلف الحقل {field} عن الحقل {other}',
    isTogether: 'يجب إرسال الحقل {field} والحقل {other} معًا',
    isAlone: 'يجب عدم إرسال الحقل {field} والحقل {other} معًا',
    isTenant: 'قيمة الحقل {field} لا تشير إلى أي مستأجر',
    isJsonObject: 'يجب أن يكون نص الطلب كائن JSON',
    isUrl: 'صيغة عنوان URL غير صحيحة',
    isHttp: 'الطلب غير متوافق مع بروتوكول HTTP',
    isInt: 'يجب أن تكون قيمة الحقل {field} عددًا صحيحًا',
    invalid: 'قيمة الحقل {field} غير صالحة',
  },
  purposes: {
    login: 'تسجيل الدخول',
    register: 'إنشاء حسابك',
    changePwd: 'تغيير كلمة المرور',
    forgetPwd: 'إعادة تعيين كلمة المرور',
    bindAccount: 'ربط حسابك',
    other: 'تأكيد طلبك',
  },
  message: {
    subject: '\u200f{code} هو رمز التحقق الخاص بك لدى {brand}',
    lead: 'إليك رمز التحقق ل{purpose}:',
    life: 'يظل الرمز صالحًا لمدة {minutes} د، ويُستخدم مرة واحدة فقط.',
    secret: 'يُرجى عدم مشاركته مع أي شخص. لن يطلبه منك أحد من فريق {brand} أبدًا.',
    ignore: 'إذا لم تطلب هذا الرمز، فيمكنك تجاهل هذه الرسالة.',
    sms: 'رمز {brand} ل{purpose}: {code}، صالح {minutes} د. لا تشاركه.',
  },
};
