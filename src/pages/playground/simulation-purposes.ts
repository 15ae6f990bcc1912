/** Tenant and purposes with which the playground simulates failures, in `config/tenants.demo.yaml`. */
export const SIMULATION = { tenant: 'demo', use: 'simulate', stepUpUse: 'simulateStepUp' } as const;
