import type { OutlineStep } from './outlines.js';

/** A closed contour as x, y, x, y …; the last point connects to the first. */
export type Contour = number[];

/** Line segments per curve. More make no visible difference at capitals of 42 px. */
const QUADRATIC_SEGMENTS = 6;
const CUBIC_SEGMENTS = 10;

/** Replaces the curves of an outline by line segments. */
export function flatten(outline: readonly OutlineStep[]): Contour[] {
  const contours: Contour[] = [];
  let contour: Contour = [];
  let x = 0;
  let y = 0;
  for (const step of outline) {
    if (step.type === 'Z') continue;
    if (step.type === 'M') contours.push((contour = []));
    if (step.type === 'Q') {
      for (let segment = 1; segment < QUADRATIC_SEGMENTS; segment++) {
        const t = segment / QUADRATIC_SEGMENTS;
        contour.push(quadratic(x, step.x1, step.x, t), quadratic(y, step.y1, step.y, t));
      }
    }
    if (step.type === 'C') {
      for (let segment = 1; segment < CUBIC_SEGMENTS; segment++) {
        const t = segment / CUBIC_SEGMENTS;
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
