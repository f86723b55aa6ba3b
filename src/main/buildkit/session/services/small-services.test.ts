import type { ClientHttp2Session } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { Health, HealthCheckResponse_ServingStatus } from '../../gen/health_pb.js';
import { Secrets } from '../../gen/secrets_pb.js';
import { callUnary } from '../testing/call-unary.ts';
import { connectTo } from '../testing/receive-tree.ts';
import { healthService, secretsService } from './small-services.ts';

let client: ClientHttp2Session;
afterEach(() => client.destroy());

describe('the services of a session', () => {
  it('is healthy', async () => {
    client = connectTo(new Map(healthService()));
    const { code, reply } = await callUnary(client, Health.method.check, {});
    expect([code, reply?.status]).toEqual([0, HealthCheckResponse_ServingStatus.SERVING]);
  });

  it('gives the secrets it was given, empty ones too, and no others', async () => {
    client = connectTo(new Map(secretsService({ token: Buffer.from('hush'), empty: new Uint8Array() })));
    const { reply } = await callUnary(client, Secrets.method.getSecret, { id: 'token' });
    expect(Buffer.from(reply?.data ?? []).toString()).toBe('hush');
    expect((await callUnary(client, Secrets.method.getSecret, { id: 'empty' })).code).toBe(0);
    for (const id of ['GIT_AUTH_TOKEN', 'toString', '__proto__']) {
      expect((await callUnary(client, Secrets.method.getSecret, { id })).code).toBe(5);
    }
  });
});
