import { getCountries } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { callingCodeNeighbours } from './calling-code-neighbours.js';

describe('callingCodeNeighbours()', () => {
  it('lists the countries with the same calling code', () => {
    expect(callingCodeNeighbours('GB')).toEqual(['GG', 'IM', 'JE']);
    expect(callingCodeNeighbours('RU')).toEqual(['KZ']);
    expect(callingCodeNeighbours('US')).toEqual(expect.arrayContaining(['CA', 'PR', 'JM', 'DO']));
    expect(callingCodeNeighbours('US')).toHaveLength(24);
  });

  it('lists none for a country with a calling code of its own', () => {
    expect(callingCodeNeighbours('CN')).toEqual([]);
  });

  it('is mutual', () => {
    for (const country of getCountries())
      for (const neighbour of callingCodeNeighbours(country))
        expect(callingCodeNeighbours(neighbour)).toContain(country);
  });
});
