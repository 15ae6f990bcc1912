import type { OutlineStep } from './outlines.js';

/** A closed contour as x, y, x, y …; its last point joins its first. */
export type Contour = number[];

/** Straight pieces a curve becomes: at 42 px a capital, more are not seen. */
const QUADRATIC_PIECES = 6;
const CUBIC_PIECES = 10;

/** Replaces the curves of an outline by short straight lines. */
export function flatten(outline: readonly OutlineStep[]): Contour[] {
  const contours: Contour[] = [];
  let contour: Contour = [];
  let x = 0;
  let y = 0;
  for (const step of outline) {
    if (step.type === 'Z') continue;
    if (step.type === 'M') contours.push((contour = []));
    if (step.type === 'Q') {
      for (let piece = 1; piece < QUADRATIC_PIECES; piece++) {
        const t = piece / QUADRATIC_PIECES;
        contour.push(quadratic(x, step.x1, step.x, t), quadratic(y, step.y1, step.y, t));
      }
    }
    if (step.type === 'C') {
      for (let piece = 1; piece < CUBIC_PIECES; piece++) {
        const t = piece / CUBIC_PIECES;
        contour.push(cubic(x, step.x1, step.x2, step.x, t), cubic(y, step.y1, step.y2, step.y, t));
      }
    }
    contour.push((x = step.x), (y = step.y));
  }
  return contours;
}

function quadratic(from: number, control: number, to: number, t: number): number {
  return (1 - t) ** 2 * from + 2 * t * (1 - t) * control + t ** 2 * to;
}

function cubic(from: number, first: number, second: number, to: number, t: number): number {
  return (1 - t) * quadratic(from, first, second, t) + t * quadratic(first, second, to, t);
}
