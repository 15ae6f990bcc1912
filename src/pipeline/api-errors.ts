import {
  ApiFailures,
  CommonErrors,
  type ErrorDefinition,
  type FieldError,
} from '@system-management/envelope';
import { errorText, FALLBACK_LANGUAGE, parameterText } from '../languages/index.js';

const { Parameter, System, NotFound, Method, Type, OutRange, Server } = CommonErrors;

/** Errors of every route with a body. */
const ALWAYS = [Parameter, NotFound, Method, Type, OutRange, System, Server];

type Documentation = Partial<Pick<ErrorDefinition, 'description' | 'remedy'>>;

/** Limits and causes of common errors in this application. */
const DETAILS: { readonly [Name in keyof typeof CommonErrors]?: Documentation } = {
  OutRange: {
    description:
      'The body is larger than 4 KiB (8 KiB where `code` answers a proof of work), or (as 431) the headers are larger than 16 KiB.',
  },
  Server: {
    description: 'The store cannot be reached, the service is overloaded, or it is shutting down.',
  },
  NotEnable: {
    description: 'The tenant has no transport for this type.',
    remedy: 'Offer another type, or ask the operator to enable it.',
  },
  NotLogin: {
    description: 'The operation needs a signed-in user, and the request has no valid iThings-token.',
  },
  Timeout: {
    description: 'The vendor did not answer in time; the message may still arrive.',
    remedy: 'Request a new code; the code of a late message is not valid.',
  },
};

/** By the error they document: `ApiFailures()` recognizes a repeated definition by identity. */
const DOCUMENTED = new Map<ErrorDefinition, ErrorDefinition>(
  Object.values(CommonErrors).map((definition) => [
    definition,
    { ...definition, ...DETAILS[definition.name] },
  ]),
);

/** An error as this application documents it. */
export function documented(definition: ErrorDefinition): ErrorDefinition {
  return DOCUMENTED.get(definition) ?? definition;
}

/** The `msg` of an error with the data of its example, in English. */
export function documentedMsg({ name, texts, data }: ErrorDefinition): string {
  const [fieldError] = data && 'errors' in data ? (data.errors as readonly FieldError[]) : [];
  if (fieldError) return parameterText(fieldError, FALLBACK_LANGUAGE);
  return texts?.[FALLBACK_LANGUAGE] ?? errorText(name, FALLBACK_LANGUAGE, data);
}

/** Documents the errors of every route with a body, and the given ones. */
export const ApiErrors = (...definitions: readonly ErrorDefinition[]): MethodDecorator & ClassDecorator =>
  ApiFailures([...ALWAYS, ...definitions].map(documented), (_, definition) => documentedMsg(definition));
