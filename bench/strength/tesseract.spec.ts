import { describeWithCommand } from '@system-management/challenge-store/testing';
import { expect, it } from 'vitest';
import { ALPHABETS } from '../../src/user/captcha/challenge/code/code-alphabets.js';
import { randomCode } from '../../src/user/captcha/challenge/code/random-code.js';
import { FULL, logMetric } from '../../test/support/vitest/profile.js';
import { times } from '../../test/support/vitest/times.js';
import { type ImageEngine, ours, PLAIN } from '../image-engines.js';
import { findHints } from './find-hints.js';
import { toRaster } from './raster.js';
import { readWithTesseract } from './tesseract.js';

const MINUTES = 1_800_000;
const PICTURES = FULL ? 1000 : 10;
/** Maximum share of pictures that the best method may read. */
const MAX_READ = 0.01;

describeWithCommand('tesseract', 'SEC-37: readWithTesseract()', () => {
  const draw = ({ draw: drawOne }: ImageEngine, count: number) => {
    const answers = times(count, () => randomCode(6, ALPHABETS.letters));
    return { answers, files: answers.map((answer) => drawOne(answer)) };
  };
  const read = ({ answers, files }: ReturnType<typeof draw>) =>
    readWithTesseract(files.map(toRaster), answers, ALPHABETS.letters);

  // Without it a reader that reads nothing would pass.
  it('reads plain text', () => {
    expect(read(draw(PLAIN, 5)).best).toBeGreaterThan(0);
  });

  it(
    'SEC-37: reads at most 1 % of `normal` pictures, which contain pixels only',
    () => {
      const drawn = draw(ours('normal'), PICTURES);
      expect(drawn.files.flatMap(findHints)).toEqual([]);
      const { best, any } = read(drawn);
      logMetric(`SEC-37: tesseract read ${best} of ${PICTURES} by its best method, ${any} by any`);
      expect(best / PICTURES).toBeLessThanOrEqual(MAX_READ);
    },
    MINUTES,
  );
});
