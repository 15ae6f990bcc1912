import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { type DrawingConfig, drawingConfig } from '../../../../config/drawing.config.js';
import { LOGGER } from '../../../../operations/logging/logger.js';
import { KeysModule } from '../../keys/keys.module.js';
import { DrawingThread } from './drawing/drawing-thread.js';
import { PicturePool } from './drawing/picture-pool.js';
import { RenderQueue } from './drawing/render-queue.js';
import { PRESENTATIONS } from './index.js';
import type { Presentation } from './presentation.js';
import { PRESENTATION_MAP, type Presentations } from './presentation-map.js';

/** Draws, speaks or otherwise presents the codes of images. */
@Module({
  imports: [KeysModule],
  providers: [
    { provide: RenderQueue, useFactory: () => new RenderQueue() },
    {
      provide: PicturePool,
      inject: [drawingConfig.KEY, LOGGER],
      useFactory: (config: DrawingConfig, logger: Logger) =>
        new PicturePool(DrawingThread.startIf(config), logger),
    },
    ...PRESENTATIONS,
    {
      provide: PRESENTATION_MAP,
      inject: [...PRESENTATIONS],
      useFactory: (...presentations: Presentation[]) =>
        Object.fromEntries(
          PRESENTATIONS.map(({ presentation }, index) => [presentation, presentations[index]]),
        ),
    },
  ],
  exports: [PRESENTATION_MAP],
})
export class PresentationsModule implements OnModuleInit {
  constructor(@Inject(PRESENTATION_MAP) private readonly presentations: Presentations) {}

  /** Reads the fonts at start, because it takes a quarter of a second. */
  onModuleInit(): void {
    for (const presentation of Object.values(this.presentations)) presentation.warmUp?.();
  }
}
