import fc from 'fast-check';
import { SEED } from './profile.js';

// Properties draw their values from the seed of the run, too.
fc.configureGlobal({ seed: SEED });
