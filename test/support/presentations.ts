import { randomBytes } from 'node:crypto';
import { Test } from '@nestjs/testing';
import { keysConfig } from '../../src/config/keys.config.js';
import {
  PRESENTATION_MAP,
  type Presentations,
} from '../../src/user/captcha/challenge/presentations/presentation-map.js';
import { PresentationsModule } from '../../src/user/captcha/challenge/presentations/presentations.module.js';

/** All presentations, with a random secret key. */
export async function presentations(): Promise<Presentations> {
  const secretKeys = [{ id: 'k1', secret: randomBytes(32) }];
  const keys = { provide: keysConfig.KEY, useValue: { secretKeys } };
  const config = { module: class {}, global: true, providers: [keys], exports: [keys] };
  const app = await Test.createTestingModule({ imports: [config, PresentationsModule] }).compile();
  return app.get<Presentations>(PRESENTATION_MAP);
}
