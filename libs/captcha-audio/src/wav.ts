/** Samples per second of all recordings and clips: telephone bandwidth, which is enough to distinguish digits. */
export const SAMPLE_RATE = 8000;

/** 8-bit PCM is unsigned: silence is 128, and full scale is 127 above or below. */
const SILENCE = 128;
const FULL_SCALE = 127;

const HEADER_SIZE = 44;
const FORMAT_SIZE = 16;
const PCM = 1;

/**
 * Encodes mono samples from -1 to 1 as a WAV file (RFC 2361) of 8-bit PCM, which every browser plays. It contains the
 * format and data chunks only.
 */
export function encodeWav(samples: Float32Array): Buffer {
  const wav = Buffer.alloc(HEADER_SIZE + samples.length + (samples.length & 1));
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(FORMAT_SIZE, 16);
  wav.writeUInt16LE(PCM, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLE_RATE, 24);
  wav.writeUInt32LE(SAMPLE_RATE, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples.length, 40);
  for (let i = 0; i < samples.length; i++) {
    wav[HEADER_SIZE + i] = SILENCE + FULL_SCALE * samples[i]!;
  }
  return wav;
}

/** Decodes a file of `scripts/record.mjs`: 8-bit PCM with a cue point at the start of each recording. */
export function decodeRecordings(wav: Buffer): Float32Array[] {
  const chunks = chunksOf(wav);
  const cues = chunks.get('cue ') ?? Buffer.alloc(4);
  const samples = Float32Array.from(chunks.get('data') ?? [], (byte) => (byte - SILENCE) / FULL_SCALE);
  const starts = Array.from({ length: cues.readUInt32LE(0) }, (_, i) => cues.readUInt32LE(4 + 24 * i + 20));
  return starts.map((start, i) => samples.subarray(start, starts[i + 1]));
}

function chunksOf(wav: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at + 8 <= wav.length;) {
    const size = wav.readUInt32LE(at + 4);
    chunks.set(wav.toString('latin1', at, at + 4), wav.subarray(at + 8, at + 8 + size));
    // A chunk of odd length is followed by a padding byte.
    at += 8 + size + (size & 1);
  }
  return chunks;
}
