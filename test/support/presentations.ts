import { randomBytes } from 'node:crypto';
import { Test } from '@nestjs/testing';
import { drawingConfig } from '../../src/config/drawing.config.js';
import { keysConfig } from '../../src/config/keys.config.js';
import { LOGGER } from '../../src/operations/logging/logger.js';
import {
  PRESENTATION_MAP,
  type Presentations,
} from '../../src/user/captcha/challenge/presentations/presentation-map.js';
import { PresentationsModule } from '../../src/user/captcha/challenge/presentations/presentations.module.js';

/** All presentations, with a random secret key. */
export async function presentations(): Promise<Presentations> {
  const secretKeys = [{ id: 'k1', secret: randomBytes(32) }];
  const providers = [
    { provide: keysConfig.KEY, useValue: { secretKeys } },
    { provide: drawingConfig.KEY, useValue: { thread: 'off' } },
    { provide: LOGGER, useValue: {} },
  ];
  const globals = { module: class {}, global: true, providers, exports: providers };
  const app = await Test.createTestingModule({ imports: [globals, PresentationsModule] }).compile();
  return app.get<Presentations>(PRESENTATION_MAP);
}
