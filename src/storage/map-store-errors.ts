import { StoreUnavailableError } from '@system-management/challenge-store';
import { AppError, CommonErrors } from '@system-management/envelope';

/**
 * Maps a store's failure to the contract's error.
 * @throws {AppError} Server with the store's `retryAfter`. Other errors are rethrown.
 */
export async function mapStoreErrors<Result>(step: Promise<Result>): Promise<Result> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new AppError(CommonErrors.Server, { retryAfter: error.retryAfter }, { cause: error });
  }
}
