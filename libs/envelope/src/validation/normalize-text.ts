import { Transform } from 'class-transformer';

/**
 * Changes a text before the rules of the field see it. A value of another type stays as it is, so that `IsString` refuses
 * it.
 *
 * ```ts
 * @IsEmail()
 * @NormalizeText(visibleText)
 * email!: string;
 * ```
 * @param normalize must be idempotent, and must not throw
 */
export function NormalizeText(normalize: (text: string) => string): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? normalize(value) : value));
}
