import type { ClientHttp2Session } from 'node:http2';
import {
  create,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { afterEach, describe, expect, it } from 'vitest';
import { Auth } from '../../gen/filesync_pb.js';
import { Health, HealthCheckResponse_ServingStatus } from '../../gen/health_pb.js';
import { Secrets } from '../../gen/secrets_pb.js';
import { FrameReader, frameMessage } from '../grpc/framing.ts';
import { connectTo } from '../testing/receive-tree.ts';
import { authService, healthService, secretsService } from './small-services.ts';
import { pathOf } from './unary.ts';

let client: ClientHttp2Session;
afterEach(() => client.destroy());

async function call<M extends DescMethod>(method: M, request: MessageInitShape<M['input']>) {
  const stream = client.request({ ':method': 'POST', ':path': pathOf(method), 'content-type': 'application/grpc' });
  let status: Record<string, unknown> = {};
  const keep = (headers: Record<string, unknown>) => {
    if (headers['grpc-status'] !== undefined) status = headers;
  };
  stream.on('response', keep).on('trailers', keep);
  stream.end(frameMessage(toBinary(method.input, create(method.input, request))));
  const reader = new FrameReader();
  let reply: MessageShape<M['output']> | undefined;
  for await (const chunk of stream) {
    for (const message of reader.push(chunk as Buffer)) reply = fromBinary(method.output, message) as typeof reply;
  }
  return { code: Number(status['grpc-status']), message: String(status['grpc-message'] ?? ''), reply };
}

describe('the services of a session', () => {
  it('is healthy', async () => {
    client = connectTo(new Map(healthService()));
    const { code, reply } = await call(Health.method.check, {});
    expect([code, reply?.status]).toEqual([0, HealthCheckResponse_ServingStatus.SERVING]);
  });

  it('answers with the login for a host, or none', async () => {
    client = connectTo(
      new Map(authService(async (host) => (host === 'r.test' ? { username: 'u', secret: 's' } : undefined))),
    );
    expect((await call(Auth.method.credentials, { host: 'r.test' })).reply).toMatchObject({
      username: 'u',
      secret: 's',
    });
    expect((await call(Auth.method.credentials, { host: 'x.test' })).reply).toMatchObject({ username: '', secret: '' });
  });

  it('leaves the token methods to BuildKit', async () => {
    client = connectTo(new Map(authService(async () => undefined)));
    expect((await call(Auth.method.getTokenAuthority, { host: 'r.test' })).code).toBe(12);
  });

  it('gives the secrets it was given, empty ones too, and no others', async () => {
    client = connectTo(new Map(secretsService({ token: Buffer.from('hush'), empty: new Uint8Array() })));
    const { reply } = await call(Secrets.method.getSecret, { id: 'token' });
    expect(Buffer.from(reply?.data ?? []).toString()).toBe('hush');
    expect((await call(Secrets.method.getSecret, { id: 'empty' })).code).toBe(0);
    for (const id of ['GIT_AUTH_TOKEN', 'toString', '__proto__']) {
      expect((await call(Secrets.method.getSecret, { id })).code).toBe(5);
    }
  });
});
