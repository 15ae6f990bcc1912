import fc from 'fast-check';
import { SEED } from './profile.js';

fc.configureGlobal({ seed: SEED });
