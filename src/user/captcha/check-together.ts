import type { ExecutionContext } from '@nestjs/common';
import { ParameterError, type Problem, StrictValidationPipe } from '@system-management/envelope';
import type { FastifyRequest } from 'fastify';
import { type RouteArgument, routeArguments } from './route-arguments.js';

const pipe = new StrictValidationPipe();

/**
 * Waits for a check of a guard's own, and runs those of the handler's pipes that come after every guard, so that one
 * answer lists all mistakes, and nothing is consumed by a request that will be refused.
 * @throws {ParameterError}
 */
export async function checkTogether<Result>(
  own: Promise<Result>,
  execution: ExecutionContext,
): Promise<Result> {
  const request = execution.switchToHttp().getRequest<FastifyRequest>();
  const args = routeArguments(execution.getClass(), execution.getHandler().name);
  const checks = args.map((argument) =>
    pipe.transform(valueOf(argument, request), { type: argument.source, metatype: argument.metatype }),
  );
  const settled = await Promise.allSettled([own, ...checks]);
  const problems = settled.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (result.reason instanceof ParameterError) return result.reason.problems;
    throw result.reason as Error;
  });
  if (problems.length > 0) throw new ParameterError(distinct(problems));
  return own;
}

function valueOf({ source, field }: RouteArgument, request: FastifyRequest): unknown {
  const whole = { body: request.body, query: request.query, param: request.params }[source];
  return field === undefined ? whole : (whole as Readonly<Record<string, unknown>> | undefined)?.[field];
}

/** A field that both sides know is reported once. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [problem.field, problem])).values()];
}
