// The built service, which logs ten lines and is killed in the same turn of the event loop.
import process from 'node:process';

const { createLogger } = await import('../../../dist/operations/logging/logger.js');

const logger = createLogger('info');
for (let line = 0; line < 10; line++) logger.info({ line }, 'before the kill');
process.kill(process.pid, 'SIGKILL');
