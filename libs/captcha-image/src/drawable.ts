/** Characters that can be drawn. */
export const DRAWABLE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
