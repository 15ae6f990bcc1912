import { FieldRule } from '@system-management/envelope';

/** 20 base64url characters. */
export const IsCodeId = (): PropertyDecorator =>
  FieldRule('isCodeId', (value) => typeof value === 'string' && /^[\w-]{20}$/.test(value));
