import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { BuildHistoryEventSchema, BuildHistoryEventType, UpdateBuildHistoryRequestSchema } from '../gen/control_pb.js';
import { historyRequest, mapHistoryEvent } from './map-history.ts';

function mapped(event: MessageInitShape<typeof BuildHistoryEventSchema>) {
  return mapHistoryEvent(
    fromBinary(BuildHistoryEventSchema, toBinary(BuildHistoryEventSchema, create(BuildHistoryEventSchema, event))),
  );
}

const blob = { mediaType: 'm', digest: 'sha256:1', size: 5n, annotations: { a: 'b' } };
const plainBlob = { mediaType: 'm', digest: 'sha256:1', size: 5, annotations: { a: 'b' } };

describe('mapHistoryEvent', () => {
  it('maps a running build', () => {
    const event = mapped({
      type: BuildHistoryEventType.STARTED,
      record: { ref: 'r', frontendAttrs: { filename: 'Dockerfile' }, createdAt: { seconds: 1n } },
    });
    expect(event).toMatchObject({
      kind: 'started',
      record: { ref: 'r', frontendAttrs: { filename: 'Dockerfile' }, createdAt: 1_000_000 },
    });
    expect(event && 'record' in event && event.record).not.toHaveProperty('completedAt');
  });

  it('maps an ended one, its results by exporter and platform', () => {
    expect(
      mapped({
        type: BuildHistoryEventType.COMPLETE,
        record: {
          ref: 'r',
          frontend: 'dockerfile.v0',
          exporters: [{ type: 'image', attrs: { name: 'x' } }],
          error: { code: 1, message: 'context canceled' },
          createdAt: { seconds: 1n },
          completedAt: { seconds: 2n },
          logs: blob,
          externalError: blob,
          exporterResponse: { 'refs.platforms': '{}' },
          result: { results: { 1: blob, 0: blob }, attestations: [blob] },
          results: { 'linux/arm64': { resultDeprecated: blob } },
          generation: 3,
          pinned: true,
          numCachedSteps: 1,
          numTotalSteps: 4,
          numCompletedSteps: 3,
          numWarnings: 2,
        },
      }),
    ).toEqual({
      kind: 'complete',
      record: {
        ref: 'r',
        frontend: 'dockerfile.v0',
        frontendAttrs: {},
        exporters: [{ type: 'image', attrs: { name: 'x' } }],
        error: { code: 1, message: 'context canceled', sources: [], kinds: [] },
        createdAt: 1_000_000,
        completedAt: 2_000_000,
        logs: plainBlob,
        externalError: plainBlob,
        frontendResult: { 'refs.platforms': '{}' },
        result: { images: { 0: plainBlob, 1: plainBlob }, attestations: [plainBlob] },
        results: { 'linux/arm64': { images: { 0: plainBlob }, attestations: [] } },
        generation: 3,
        pinned: true,
        cachedSteps: 1,
        totalSteps: 4,
        completedSteps: 3,
        warnings: 2,
      },
    });
  });

  it('maps a deletion to its ref, and nothing to nothing', () => {
    expect(mapped({ type: BuildHistoryEventType.DELETED, record: { ref: 'r' } })).toEqual({
      kind: 'deleted',
      ref: 'r',
    });
    expect(mapped({ type: BuildHistoryEventType.COMPLETE })).toBeUndefined();
  });
});

describe('historyRequest', () => {
  it('asks for one thing at a time', () => {
    const sent = (update: Parameters<typeof historyRequest>[0]) => {
      const { ref, pinned, delete: gone, finalize } = create(UpdateBuildHistoryRequestSchema, historyRequest(update));
      return [ref, pinned, gone, finalize];
    };
    expect(sent({ kind: 'pin', ref: 'r', pinned: true })).toEqual(['r', true, false, false]);
    expect(sent({ kind: 'pin', ref: 'r', pinned: false })).toEqual(['r', false, false, false]);
    expect(sent({ kind: 'delete', ref: 'r' })).toEqual(['r', false, true, false]);
    expect(sent({ kind: 'finalize', ref: 'r', capabilities: { has: () => true } })).toEqual(['r', false, false, true]);
  });
});
