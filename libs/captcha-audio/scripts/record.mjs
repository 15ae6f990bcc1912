// Generates recordings/*.wav with Debian's espeak-ng (`apt-get install espeak-ng`): node scripts/record.mjs
// The files are committed: building, testing and running the package do not need espeak-ng.
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { URL } from 'node:url';

/** Samples per second: telephone bandwidth, which is enough to distinguish digits. */
const RATE = 8000;
/** Target RMS of all recordings as a share of full scale, limited by the highest peak `PEAK`. */
const LOUDNESS = 0.2;
const PEAK = 0.97;
/** Samples below this share of the peak are trimmed at both ends of a word, except for a margin. */
const SILENCE = 0.02;
const MARGIN_S = 0.01;

/**
 * The ten digits as spoken on the telephone to avoid confusion (`zwo`, `meia`, `gong`), and the espeak-ng voice;
 * `speedFactor` shortens long words. Arabic is in its pausal form and Chinese in pinyin, which espeak-ng pronounces
 * correctly.
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
    speedFactor: 1.2,
    words: 'صِفْر وَاحِد اِثْنَان ثَلَاثَه أَرْبَعَه خَمْسَه سِتَّه سَبْعَه ثَمَانِيَه تِسْعَه',
  },
};

/** Voice variant, pitch (0–99) and speed (words per minute) of each speaker. */
const SPEAKERS = [
  { variant: 'm3', pitch: 42, speed: 135 },
  { variant: 'f2', pitch: 55, speed: 145 },
  { variant: 'm7', pitch: 30, speed: 125 },
  { variant: 'f4', pitch: 45, speed: 135 },
];

/** Speaks a word with espeak-ng; returns samples from -1 to 1 and their rate per second. */
function speak(word, { voice, speedFactor = 1 }, { variant, pitch, speed }) {
  const wav = execFileSync('espeak-ng', [
    ...[
      '-v',
      `${voice}+${variant}`,
      '-p',
      `${pitch}`,
      '-s',
      `${Math.round(speed * speedFactor)}`,
      '--stdout',
    ],
    word,
  ]);
  const rate = wav.readUInt32LE(24);
  // The header of a stream has no valid length; the samples start at byte 44.
  const samples = Float64Array.from(
    { length: (wav.length - 44) >> 1 },
    (_, i) => wav.readInt16LE(44 + 2 * i) / 0x8000,
  );
  return { samples, rate };
}

/** Converts to `RATE` with an anti-aliasing low-pass (windowed sinc, 16 zero crossings on each side). */
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

/** Normalizes the loudness and converts to unsigned 8-bit samples. */
function quantise(samples) {
  const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const gain = Math.min(LOUDNESS / rms, PEAK / peak);
  return Uint8Array.from(samples, (sample) => 128 + Math.round(127 * gain * sample));
}

/** Encodes recordings as one WAV file with a cue point at the start of each, which audio editors display. */
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
