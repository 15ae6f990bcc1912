import type { MessagingConfig } from '../../config/messaging.config.js';
import { routeOf } from '../../messaging/routes.js';
import type { Tenant } from '../../tenants/tenant.js';
import type { TenantRegistry } from '../../tenants/tenant.registry.js';
import type { PlaygroundData } from './playground-data.types.js';
import { SIMULATION } from './simulation-purposes.js';

/** The data of the page. Without the outbox it names the tenant `default` only: tenant codes are confidential. */
export function playgroundData(config: MessagingConfig, registry: TenantRegistry): PlaygroundData {
  const { outbox: hasOutbox } = config;
  return {
    hasOutbox,
    canSimulate: hasOutbox && isSimulationTenant(registry.find(SIMULATION.tenant), config),
    tenants: registry
      .all()
      .filter(({ code }) => hasOutbox || code === 'default')
      .map(({ code, name, policy }) => ({
        code,
        name: name.toLowerCase() === code.toLowerCase() ? name : `${name} (${code})`,
        purposes: Object.entries(policy.purposes).map(([use, { requiresLogin }]) => ({ use, requiresLogin })),
      })),
  };
}

/** Whether the tenant has the purposes of the simulations, and its mails go to the outbox. */
function isSimulationTenant(tenant: Tenant | undefined, config: MessagingConfig): boolean {
  if (!tenant || !/^outbox:/i.test(routeOf(tenant, 'mail', config).trim())) return false;
  return [SIMULATION.use, SIMULATION.stepUpUse].every((use) => tenant.policy.purposes[use] !== undefined);
}
