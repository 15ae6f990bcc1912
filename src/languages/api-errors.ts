import { ApiFailures, CommonErrors, type ErrorDefinition } from '@system-management/envelope';
import { errorText, FALLBACK_LANGUAGE } from './index.js';

const { Parameter, System, NotFound, Method, Type, OutRange, Server } = CommonErrors;
/** What any route with a body may answer. */
const ALWAYS = [Parameter, NotFound, Method, Type, OutRange, System, Server];

/** Documents what any route with a body may answer, and these rows besides. */
export const ApiErrors = (...rows: readonly ErrorDefinition[]): MethodDecorator & ClassDecorator =>
  ApiFailures(
    [...ALWAYS, ...rows],
    (name, { texts }) => texts?.[FALLBACK_LANGUAGE] ?? errorText(name, FALLBACK_LANGUAGE),
  );
