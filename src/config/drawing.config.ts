import type { ConfigType } from '@nestjs/config';
import { defineConfig } from './reader/define-config.js';

/** Where pictures are drawn. */
export const drawingConfig = defineConfig('drawing', (read) => ({
  /** Whether a thread draws pictures ahead of requests; `auto`: on two cores or more. */
  thread: read.oneOf('DRAWING_THREAD', ['auto', 'on', 'off'], 'auto'),
}));
export type DrawingConfig = ConfigType<typeof drawingConfig>;
