import { Health, HealthCheckResponse_ServingStatus } from '../../gen/health_pb.js';
import { Secrets } from '../../gen/secrets_pb.js';
import { GrpcCode, GrpcError } from '../grpc/grpc-error.ts';
import type { Handler } from '../grpc/serve.ts';
import { unary } from './unary.ts';

type Entry = readonly [path: string, handler: Handler];

/** BuildKit asks every few seconds and drops the session when the answer fails to come. */
export function healthService(): readonly Entry[] {
  return [unary(Health.method.check, () => ({ status: HealthCheckResponse_ServingStatus.SERVING }))];
}

/** BuildKit also asks for ids that nobody declared (tokens of git and http sources), so an unknown one is nothing to report. */
export function secretsService(secrets: Readonly<Record<string, Uint8Array>>): readonly Entry[] {
  const byId = new Map(Object.entries(secrets));
  return [
    unary(Secrets.method.getSecret, ({ id }) => {
      const data = byId.get(id);
      if (!data) throw new GrpcError(GrpcCode.notFound, `secret ${id} not found`);
      return { data };
    }),
  ];
}
