import { options } from 'svg-captcha';
import { describe, expect, it } from 'vitest';
import { DRAWABLE } from '../drawable.js';
import { loadFaces } from './outlines.js';

describe('loadFaces()', () => {
  it('restores the font of svg-captcha and returns four different faces', () => {
    const before = { ...options } as Record<string, unknown>;
    expect(before['font']).toBeDefined();
    const faces = loadFaces();
    const after = { ...options } as Record<string, unknown>;
    expect(after['font'] === before['font']).toBe(true);
    expect([after['ascender'], after['descender']]).toEqual([before['ascender'], before['descender']]);

    const drawings = faces.map((face) =>
      JSON.stringify([...DRAWABLE].map((character) => face(character, 10))),
    );
    expect(new Set(drawings).size).toBe(4);
  });
});
