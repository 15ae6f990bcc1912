/** A whole number in the document. `number` alone is a float in generated Java, C#, Go and Swift. */
export const INTEGER = { type: 'integer', format: 'int32' } as const;
