// Makes recordings/*.wav anew with Debian's espeak-ng (`apt-get install espeak-ng`): node scripts/record.mjs
// What comes out is committed, so nobody needs espeak-ng to build, test or run the package.
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { URL } from 'node:url';

/** Samples a second: what a telephone has, and enough to tell `six` from `five`. */
const RATE = 8000;
/** Loudness all recordings share, as a share of full scale (RMS); their peaks stay below `PEAK`. */
const LOUDNESS = 0.2;
const PEAK = 0.97;
/** What is quieter than this share of the peak, before and after a word, is cut off but for a margin. */
const SILENCE = 0.02;
const MARGIN_S = 0.01;

/**
 * The ten digits as people say them on the telephone where two would be mistaken for each other (`zwo`, `meia`, `gong`),
 * and the voice that says them, with `haste` where the words are long. Arabic is written in its pausal form and Chinese in pinyin, which espeak-ng reads right.
 */
const LANGUAGES = {
  en: { voice: 'en-us', words: 'zero one two three four five six seven eight nine' },
  zh: { voice: 'cmn-latn-pinyin', words: 'ling2 yi1 er4 san1 si4 wu3 liu4 qi1 ba1 jiu3' },
  ja: { voice: 'ja', words: 'ゼロ いち に さん よん ご ろく なな はち きゅう' },
  ko: { voice: 'ko', words: '공 일 이 삼 사 오 육 칠 팔 구' },
  de: { voice: 'de', words: 'null eins zwo drei vier fünf sechs sieben acht neun' },
  fr: { voice: 'fr', words: 'zéro un deux trois quatre cinq six sept huit neuf' },
  es: { voice: 'es-419', words: 'cero uno dos tres cuatro cinco seis siete ocho nueve' },
  pt: { voice: 'pt-br', words: 'zero um dois três quatro cinco meia sete oito nove' },
  ru: { voice: 'ru', words: 'ноль один два три четыре пять шесть семь восемь девять' },
  ar: {
    voice: 'ar',
    haste: 1.2,
    words: 'صِفْر وَاحِد اِثْنَان ثَلَاثَه أَرْبَعَه خَمْسَه سِتَّه سَبْعَه ثَمَانِيَه تِسْعَه',
  },
};

/** One speaker each: the variant of the voice, its pitch (0–99) and its speed (words a minute). */
const SPEAKERS = [
  { variant: 'm3', pitch: 42, speed: 135 },
  { variant: 'f2', pitch: 55, speed: 145 },
  { variant: 'm7', pitch: 30, speed: 125 },
  { variant: 'f4', pitch: 45, speed: 135 },
];

/** Speaks a word; samples from -1 to 1 and how many of them there are a second. */
function speak(word, { voice, haste = 1 }, { variant, pitch, speed }) {
  const wav = execFileSync('espeak-ng', [
    ...['-v', `${voice}+${variant}`, '-p', `${pitch}`, '-s', `${Math.round(speed * haste)}`, '--stdout'],
    word,
  ]);
  const rate = wav.readUInt32LE(24);
  // The header of a stream does not know the length; the samples begin at byte 44.
  const samples = Float64Array.from(
    { length: (wav.length - 44) >> 1 },
    (_, i) => wav.readInt16LE(44 + 2 * i) / 0x8000,
  );
  return { samples, rate };
}

/** Another rate, through a low-pass that lets nothing fold back (windowed sinc, 16 zero crossings each way). */
function resample({ samples, rate }) {
  const step = rate / RATE;
  const half = Math.ceil(16 * step);
  const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  return Float64Array.from({ length: Math.floor(samples.length / step) }, (_, n) => {
    const centre = n * step;
    let sum = 0;
    for (let i = Math.ceil(centre - half); i <= centre + half; i++) {
      const x = i - centre;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / half);
      sum += ((samples[i] ?? 0) * (sinc((0.96 * x) / step) * 0.96 * window)) / step;
    }
    return sum;
  });
}

function trim(samples) {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const isLoud = (sample) => Math.abs(sample) > SILENCE * peak;
  const margin = MARGIN_S * RATE;
  const from = Math.max(0, samples.findIndex(isLoud) - margin);
  return samples.subarray(from, samples.findLastIndex(isLoud) + margin);
}

/** To the shared loudness, as 8-bit samples around 128. */
function quantise(samples) {
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const gain = Math.min(LOUDNESS / rms, PEAK / peak);
  return Uint8Array.from(samples, (sample) => 128 + Math.round(127 * gain * sample));
}

/** A WAV file of recordings in a row, each begun by a cue point, so that any editor can show and play them. */
function wavOf(recordings) {
  const chunk = (id, body) => {
    const head = Buffer.alloc(8);
    head.write(id, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
  };
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0); // PCM
  format.writeUInt16LE(1, 2); // channel
  format.writeUInt32LE(RATE, 4);
  format.writeUInt32LE(RATE, 8);
  format.writeUInt16LE(1, 12);
  format.writeUInt16LE(8, 14);
  const cues = Buffer.alloc(4 + 24 * recordings.length);
  cues.writeUInt32LE(recordings.length, 0);
  let position = 0;
  recordings.forEach((recording, index) => {
    const at = 4 + 24 * index;
    cues.writeUInt32LE(index + 1, at);
    cues.writeUInt32LE(position, at + 4);
    cues.write('data', at + 8, 'latin1');
    cues.writeUInt32LE(position, at + 20);
    position += recording.length;
  });
  const body = [
    Buffer.from('WAVE', 'latin1'),
    chunk('fmt ', format),
    chunk('cue ', cues),
    chunk('data', Buffer.concat(recordings)),
  ];
  return chunk('RIFF', Buffer.concat(body));
}

const folder = new URL('../recordings/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [language, spoken] of Object.entries(LANGUAGES)) {
  const recordings = SPEAKERS.flatMap((speaker) =>
    spoken.words.split(' ').map((word) => quantise(trim(resample(speak(word, spoken, speaker))))),
  );
  writeFileSync(new URL(`${language}.wav`, folder), wavOf(recordings));
}
