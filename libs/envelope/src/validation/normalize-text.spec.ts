import { IsString, MaxLength } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { NormalizeText } from './normalize-text.js';
import { StrictValidationPipe } from './strict-validation.pipe.js';

class NameRequest {
  @MaxLength(3)
  @IsString()
  @NormalizeText((text) => text.trim())
  name!: string;
}

const validate = (name: unknown) =>
  new StrictValidationPipe().transform({ name }, { type: 'body', metatype: NameRequest });

describe('NormalizeText()', () => {
  it('changes a text before the rules of the field', async () => {
    expect(await validate('  abc  ')).toEqual({ name: 'abc' });
  });

  it.each([42, null, ['abc'], { trim: 'abc' }])('leaves another value for the rules: %j', async (name) => {
    await expect(validate(name)).rejects.toMatchObject({
      fieldErrors: [{ field: 'name', rule: 'isString' }],
    });
  });
});
