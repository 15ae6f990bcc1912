import { readFileSync } from 'node:fs';
import wabt from 'wabt';

/** Memory all numbers of the network lie in, in pages of 64 KiB; the system gives only those that are touched. */
const PAGES = 8192;

const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
let used = 0;

/** Room for zeros that {@link multiply} can work on. It is never given back: a process trains one network. */
export function allocate(length: number): Float32Array {
  const block = new Float32Array(memory.buffer, used, length);
  // Vectors are loaded fastest from multiples of their size.
  used += Math.ceil(block.byteLength / 64) * 64;
  return block;
}

/** A place in a block: where a matrix begins, in floats from the block's start. */
export interface Place {
  readonly block: Float32Array;
  readonly at: number;
}

type Multiply = (
  a: number,
  aRow: number,
  aDepth: number,
  b: number,
  c: number,
  rows: number,
  columns: number,
  depth: number,
) => void;

const inWebAssembly = await load();

/**
 * C += A · B, with B and C stored row by row.
 * @param steps floats from one row of A to the next, and from one column of A to the next
 * @param size rows of C (a multiple of 4), columns of C (a multiple of 8), and the depth summed over
 */
export function multiply(
  a: Place,
  steps: readonly [row: number, column: number],
  b: Place,
  c: Place,
  size: readonly [rows: number, columns: number, depth: number],
): void {
  inWebAssembly(addressOf(a), steps[0] * 4, steps[1] * 4, addressOf(b), addressOf(c), ...size);
}

function addressOf({ block, at }: Place): number {
  return block.byteOffset + at * 4;
}

async function load(): Promise<Multiply> {
  const source = new URL('../../../strength/multiply.wat', import.meta.url);
  const assembler = await wabt();
  const { buffer } = assembler.parseWat('multiply.wat', readFileSync(source), { simd: true }).toBinary({});
  const module = new WebAssembly.Module(new Uint8Array(buffer));
  return new WebAssembly.Instance(module, { bench: { memory } }).exports['multiply'] as Multiply;
}
