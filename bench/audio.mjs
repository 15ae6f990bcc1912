// Length, bytes and time of spoken captchas in every language, and how many of them an attacker reads who has the
// package, and so as many clips with known answers as they like, but no trained model: npm run bench:audio
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { speakCaptcha, SPOKEN_LANGUAGES } from '@system-management/captcha-audio';

const RATE = 8000;
const HEADER_SIZE = 44;
const CLIPS = Number(process.argv[2] ?? 200);
const PREPARED = 60;

const newAnswer = () => String(randomInt(1_000_000)).padStart(6, '0');
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function sizes(language) {
  for (let i = 0; i < 50; i++) speakCaptcha(newAnswer(), language);
  const cpu = process.cpuUsage();
  const clips = Array.from({ length: CLIPS }, () => speakCaptcha(newAnswer(), language).wav.length);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = clips.map((length) => (length - HEADER_SIZE) / RATE);
  return {
    language,
    'seconds, median (least–most)': `${median(seconds).toFixed(1)} (${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)})`,
    'WAV bytes': median(clips),
    'base64 characters': Math.ceil(median(clips) / 3) * 4,
    'CPU ms': ((user + system) / 1000 / CLIPS).toFixed(2),
  };
}

// The attacker: cepstra (the shape of a spectrum without its loudness and tilt) every 10 ms, words found by loudness,
// each named after the known word that dynamic time warping finds nearest.
const FRAME = 256;
const HOP = 80;
const BANDS = 20;
const CEPSTRA = 12;
const mel = (hertz) => 2595 * Math.log10(1 + hertz / 700);
const hertz = (mels) => 700 * (10 ** (mels / 2595) - 1);
const window = Float64Array.from(
  { length: FRAME },
  (_, i) => 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / FRAME),
);
const edges = Array.from(
  { length: BANDS + 2 },
  (_, i) => (hertz(mel(120) + ((mel(3800) - mel(120)) * i) / (BANDS + 1)) * FRAME) / RATE,
);

/** Power of each frequency of a frame (radix-2 FFT). */
function spectrumOf(samples, start) {
  const re = Float64Array.from(window, (weight, i) => weight * (samples[start + i] ?? 0));
  const im = new Float64Array(FRAME);
  for (let i = 1, j = 0; i < FRAME; i++) {
    let bit = FRAME >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j]] = [re[j], re[i]];
  }
  for (let size = 2; size <= FRAME; size *= 2) {
    for (let from = 0; from < FRAME; from += size) {
      for (let k = 0; k < size / 2; k++) {
        const angle = (-2 * Math.PI * k) / size;
        const [a, b] = [from + k, from + k + size / 2];
        const x = re[b] * Math.cos(angle) - im[b] * Math.sin(angle);
        const y = re[b] * Math.sin(angle) + im[b] * Math.cos(angle);
        [re[b], im[b]] = [re[a] - x, im[a] - y];
        re[a] += x;
        im[a] += y;
      }
    }
  }
  return re.map((real, i) => real ** 2 + im[i] ** 2);
}

function framesOf(samples) {
  return Array.from({ length: Math.max(1, Math.floor((samples.length - FRAME) / HOP)) }, (_, n) => {
    const power = spectrumOf(samples, n * HOP);
    const bands = Array.from({ length: BANDS }, (_, band) => {
      const [low, mid, high] = edges.slice(band, band + 3);
      let sum = 1e-3;
      for (let k = Math.ceil(low); k < high; k++)
        sum += power[k] * (k < mid ? (k - low) / (mid - low) : (high - k) / (high - mid));
      return Math.log(sum);
    });
    const cepstra = Float64Array.from({ length: CEPSTRA }, (_, q) =>
      bands.reduce(
        (sum, value, band) => sum + value * Math.cos((Math.PI * (q + 1) * (band + 0.5)) / BANDS),
        0,
      ),
    );
    return { loudness: Math.log(power.reduce((sum, one) => sum + one, 1e-6)), cepstra };
  });
}

/** Less its mean, which is what an unknown filter adds. */
function centred(frames) {
  const mean = Float64Array.from(
    { length: CEPSTRA },
    (_, q) => frames.reduce((sum, { cepstra }) => sum + cepstra[q], 0) / frames.length,
  );
  return frames.map(({ cepstra }) => cepstra.map((value, q) => value - mean[q]));
}

/** Mean distance along the best warping of one onto the other. */
function distance(a, b) {
  let previous = new Float64Array(b.length + 1).fill(Infinity);
  previous[0] = 0;
  for (const frame of a) {
    const current = new Float64Array(b.length + 1).fill(Infinity);
    for (let j = 0; j < b.length; j++) {
      let sum = 0;
      for (let q = 0; q < CEPSTRA; q++) sum += (frame[q] - b[j][q]) ** 2;
      current[j + 1] = Math.sqrt(sum) + Math.min(previous[j], previous[j + 1], current[j]);
    }
    previous = current;
  }
  return previous[b.length] / (a.length + b.length);
}

/** The loudest stretches, at the threshold that leaves as many as there are digits. */
function wordsIn(frames, count) {
  const smooth = frames.map((_, i) => {
    const near = frames.slice(Math.max(0, i - 3), i + 4);
    return near.reduce((sum, { loudness }) => sum + loudness, 0) / near.length;
  });
  const sorted = [...smooth].sort((a, b) => a - b);
  let best;
  for (let share = 0.2; share < 0.8; share += 0.02) {
    const threshold = sorted[Math.floor(share * sorted.length)];
    const words = [];
    for (let i = 0; i < smooth.length; i++) {
      if (smooth[i] < threshold) continue;
      const last = words.at(-1);
      if (last && i - last.to < 12) last.to = i;
      else words.push({ from: i, to: i });
    }
    const long = words.filter(({ from, to }) => to - from > 10);
    if (long.length === count && (!best || long[0].from < best[0].from)) best = long;
  }
  return best?.map(({ from, to }) => centred(frames.slice(Math.max(0, from - 2), to + 3)));
}

/** A clip as the attacker sees it: its words, where as many can be told apart as it has digits. */
function wordsOf(answer, language) {
  const { wav } = speakCaptcha(answer, language);
  const samples = Float32Array.from(wav.subarray(HEADER_SIZE), (byte) => (byte - 128) / 127);
  return wordsIn(framesOf(samples), answer.length);
}

/** What everybody can prepare who has the package: words of clips whose answers they chose. */
function templatesOf(language) {
  return Array.from({ length: PREPARED }, newAnswer).flatMap(
    (answer) => wordsOf(answer, language)?.map((frames, i) => ({ digit: answer[i], frames })) ?? [],
  );
}

function attack(language) {
  const templates = templatesOf(language);
  let [found, right, exact] = [0, 0, 0];
  for (let clip = 0; clip < CLIPS; clip++) {
    const answer = newAnswer();
    const words = wordsOf(answer, language);
    if (!words) continue;
    found++;
    const read = words.map((word) => {
      let [nearest, least] = ['', Infinity];
      for (const { digit, frames } of templates) {
        const far = distance(word, frames);
        if (far < least) [nearest, least] = [digit, far];
      }
      return nearest;
    });
    right += read.filter((digit, i) => digit === answer[i]).length;
    if (read.join('') === answer) exact++;
  }
  const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)} %` : '–');
  return {
    language,
    'words found': percent(found, CLIPS),
    'digits right of those': percent(right, 6 * found),
    'read exactly': percent(exact, CLIPS),
  };
}

globalThis.console.table(SPOKEN_LANGUAGES.map(sizes));
globalThis.console.table((process.argv[3]?.split(',') ?? SPOKEN_LANGUAGES).map(attack));
