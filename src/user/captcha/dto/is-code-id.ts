import { FieldRule } from '@system-management/envelope';
import { isCodeID } from '../challenge/code/code-id.js';

/** 20 base64url characters. */
export const IsCodeId = (): PropertyDecorator => FieldRule('isCodeId', isCodeID);
