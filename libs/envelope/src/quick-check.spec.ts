import { setImmediate } from 'node:timers/promises';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, MaxLength, ValidateBy, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldRule, IsSame, IsText, IsTogether, MayBeAbsent } from './field-rules.js';
import { quickCheck } from './quick-check.js';
import { StrictValidationPipe } from './strict-validation.pipe.js';

class Base {
  @IsText()
  @MaxLength(4)
  @IsString()
  name!: string;
}

class Wish extends Base {
  @IsSame('name')
  @IsString()
  @MayBeAbsent()
  alias?: string;

  @IsTogether('name')
  @IsOptional()
  @FieldRule('isShort', (value) => (typeof value === 'string' ? value.length < 3 : typeof value !== 'object'))
  note?: string;

  greet(): string {
    return `hello ${this.name}`;
  }
}

/** The pipe without its fast way: what class-validator itself says. */
class SlowPipe extends StrictValidationPipe {
  protected override quickly(): undefined {
    return undefined;
  }
}

describe('The fast way through the rules of a class', () => {
  const check = quickCheck(Wish);

  it('makes an instance of the class with the known fields alone', () => {
    const wish = check?.({ name: 'ann', note: 'x', admin: true, greet: 'evil' });
    expect(wish).toBeInstanceOf(Wish);
    expect({ ...wish }).toEqual({ name: 'ann', alias: undefined, note: 'x' });
    expect(wish?.greet()).toBe('hello ann');
  });

  it('answers nothing as soon as a rule is broken, a base class’ too', () => {
    expect(check?.({ name: 'longer' })).toBeUndefined();
    expect(check?.({ name: 'ann', alias: 'bob' })).toBeUndefined();
    expect(check?.({})).toBeUndefined();
  });

  it('takes no field from the prototype of a body', () => {
    expect(check?.(Object.create({ name: 'ann' }) as object)).toBeUndefined();
  });

  it('lets through what class-validator lets through, as it does, and nothing else (generated)', async () => {
    const value = fc.oneof(
      fc.constantFrom('', 'ann', 'bob', 'x', 'longer', 'a\0', null, undefined),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const metadata = { type: 'body', metatype: Wish } as const;
    let right = 0;
    await fc.assert(
      fc.asyncProperty(fc.record({ name: value, alias: value, note: value, more: value }), async (body) => {
        const quick = check?.(body);
        const slow: unknown = await new SlowPipe().transform(body, metadata).catch(() => undefined);
        expect(quick).toEqual(slow);
        if (quick) right++;
      }),
      { numRuns: 2000 },
    );
    expect(right).toBeGreaterThan(20);
  });
});

describe('A class that needs more than its rules called', () => {
  class Inner {
    @IsString()
    name!: string;
  }
  class Nested {
    @ValidateNested()
    @Type(() => Inner)
    inner!: Inner;
  }
  class Each {
    @IsString({ each: true })
    names!: string[];
  }
  class Grouped {
    @IsString({ groups: ['admin'], always: true })
    name!: string;
  }
  class Trimmed {
    @IsString()
    @Transform(({ value }) => String(value).trim())
    name!: string;
  }
  class Typed {
    @IsInt()
    @Type(() => Number)
    count!: number;
  }
  class Exposed {
    @Expose({ name: 'title' })
    @IsString()
    name!: string;
  }
  class Promising {
    @ValidateBy({ name: 'isFree', validator: { validate: async () => true } })
    name!: string;
  }
  class Excluded {
    @Exclude()
    @IsString()
    name!: string;
  }
  class Unruled {
    role = 'guest';

    @IsString()
    name!: string;
  }
  class Failing {
    @ValidateBy({ name: 'isFree', validator: { validate: () => Promise.reject(new Error('away')) } })
    name!: string;
  }
  class Bare {
    name!: string;
  }

  it.each(
    [Nested, Each, Grouped, Trimmed, Typed, Exposed, Excluded, Unruled, Bare].map(
      (dto) => [dto.name, dto] as const,
    ),
  )('has no fast way: %s', (_, dto) => {
    expect(quickCheck(dto as never)).toBeUndefined();
  });

  it('is not let through by a promise', () => {
    expect(quickCheck(Promising)?.({ name: 'ann' })).toBeUndefined();
  });

  it('leaves no rejection behind that nobody handles', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    expect(quickCheck(Failing)?.({ name: 'ann' })).toBeUndefined();
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('drops what class-transformer excludes', async () => {
    const guest = await new StrictValidationPipe()
      .transform({ name: 'admin' }, { type: 'body', metatype: Excluded })
      .catch(() => undefined);
    expect(guest).toBeUndefined();
  });

  it('is still judged and transformed by the pipe', async () => {
    const trimmed = await new StrictValidationPipe().transform(
      { name: ' ann ' },
      { type: 'body', metatype: Trimmed },
    );
    expect(trimmed).toEqual({ name: 'ann' });
  });
});
