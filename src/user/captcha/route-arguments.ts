import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { Type } from '@nestjs/common';

/** One argument that a handler takes from the request. */
export interface RouteArgument {
  readonly source: 'body' | 'query' | 'param';
  /** The one field it takes; the whole source when absent. */
  readonly field?: string;
  /** The class that it is checked against. */
  readonly metatype: Type;
}

const SOURCES: Readonly<Record<string, RouteArgument['source']>> = {
  [RouteParamtypes.BODY]: 'body',
  [RouteParamtypes.QUERY]: 'query',
  [RouteParamtypes.PARAM]: 'param',
};

/** What `@Body()`, `@Query()` and `@Param()` of a handler ask for, as Nest and the compiler have written it down. */
export function routeArguments(controller: object, handler: string | symbol): readonly RouteArgument[] {
  const { prototype } = controller as { readonly prototype: object };
  const types = (Reflect.getMetadata('design:paramtypes', prototype, handler) ?? []) as readonly Type[];
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Readonly<
    Record<string, { readonly index: number; readonly data?: unknown }>
  >;
  return Object.entries(args).flatMap(([key, { index, data }]) => {
    const source = SOURCES[key.split(':')[0] ?? ''];
    const metatype = types[index];
    if (!source || !metatype) return [];
    return [{ source, metatype, ...(typeof data === 'string' && { field: data }) }];
  });
}
