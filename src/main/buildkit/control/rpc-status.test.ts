import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { StatusSchema } from '../gen/status_pb.js';
import { rpcErrorOf } from './rpc-error.ts';
import { decodeStatus } from './rpc-status.ts';

const PREFIX = 'github.com/moby/buildkit';
const DOCKERFILE = 'FROM scratch\nRUN exit 3\n';

function detail(name: string, value: unknown) {
  return { typeUrl: `${PREFIX}/${name}+json`, value: Buffer.from(JSON.stringify(value)) };
}

/** As a failed RUN is reported. */
const FAILED_RUN = create(StatusSchema, {
  code: 2,
  message: 'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
  details: [
    detail('stack.Stack', { frames: [{ Name: 'main', File: '/src/x.go', Line: 1 }], pid: 1 }),
    detail('gatewayapi.ExitMessage', { Code: 3 }),
    detail('errdefs.Vertex', { digest: 'sha256:abc' }),
    detail('errdefs.Source', {
      info: { filename: 'Dockerfile', data: Buffer.from(DOCKERFILE).toString('base64'), language: 'Dockerfile' },
      ranges: [{ start: { line: 2 }, end: { line: 2, character: 10 } }],
    }),
    detail('errdefs.Solve', { op: {} }),
  ],
});

describe('decodeStatus', () => {
  it('reads vertex, exit code and source, and drops the stacks', () => {
    expect(decodeStatus(toBinary(StatusSchema, FAILED_RUN))).toEqual({
      code: 2,
      message: FAILED_RUN.message,
      vertex: 'sha256:abc',
      exitCode: 3,
      sources: [
        {
          filename: 'Dockerfile',
          language: 'Dockerfile',
          text: DOCKERFILE,
          ranges: [{ startLine: 2, startCharacter: 0, endLine: 2, endCharacter: 10 }],
        },
      ],
      kinds: [`${PREFIX}/errdefs.Solve+json`],
    });
  });

  it('leaves out a detail that cannot be read instead of hiding the error', () => {
    const status = create(StatusSchema, {
      code: 2,
      message: 'm',
      details: [{ typeUrl: `${PREFIX}/errdefs.Source+json`, value: Buffer.from('{"info":') }],
    });
    expect(decodeStatus(toBinary(StatusSchema, status))).toMatchObject({ message: 'm', sources: [] });
  });

  it('says so when the bytes are no status', () => {
    expect(decodeStatus(Buffer.from([0xff, 0xff]))).toBeUndefined();
  });
});

describe('rpcErrorOf', () => {
  const metadata = {
    get: (key: string) => (key === 'grpc-status-details-bin' ? [Buffer.from(toBinary(StatusSchema, FAILED_RUN))] : []),
  };

  it("carries the decoded details beside gRPC's own code and words", () => {
    const error = rpcErrorOf({ code: 2, details: 'words', metadata });
    expect(error.status).toMatchObject({ code: 2, message: 'words', exitCode: 3, vertex: 'sha256:abc' });
  });

  it.each([
    [1, 'cancelled'],
    [4, 'timeout'],
    [5, 'not-found'],
    [12, 'unsupported'],
    [14, 'buildkit-unavailable'],
    [2, 'internal'],
  ] as const)('code %i is the failure %s', (code, failure) => {
    expect(rpcErrorOf({ code, details: 'x' }).failure).toMatchObject({ code: failure, detail: 'x' });
  });
});
