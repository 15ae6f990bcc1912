export {
  type AttemptOutcome,
  type ChallengeStore,
  type StoredChallenge,
  StoreUnavailableError,
} from './challenge-store.js';
export { MemoryStore, type MemoryStoreOptions } from './memory.store.js';
