import type { Metadata } from '@grpc/grpc-js';
import type { DialTarget } from '../dial/target.ts';
import { Content } from '../gen/content_pb.js';
import { Control } from '../gen/control_pb.js';
import { Channel } from './channel.ts';
import type { CallOptions, ControlClient, StreamOptions } from './control-client.ts';
import { historyRequest, mapHistoryEvent } from './map-history.ts';
import { mapStatusResponse } from './map-status.ts';
import { mapUsage, mapVersion, mapWorker } from './map-worker.ts';
import { refusePrune, refuseUpdate } from './refuse-unknown.ts';
import { RpcError } from './rpc-error.ts';
import { solveMessage } from './solve-request.ts';
import { microsecondsOfText } from './time.ts';

const methods = Control.method;

/** The daemon's clock, sent with Status and ListenBuildHistory from BuildKit 0.12 on (moby/buildkit control/control.go). */
const CLOCK_HEADER = 'buildkit-current-timestamp';

/** A client of the BuildKit at `target`. Does not connect before the first call. */
export function openControl(target: DialTarget): ControlClient {
  const channel = new Channel(target);
  return {
    async info(options) {
      return mapVersion((await channel.unary(methods.info, {}, options)).buildkitVersion);
    },

    async listWorkers(options) {
      return (await channel.unary(methods.listWorkers, {}, options)).record.map(mapWorker);
    },

    async solve(request, options) {
      try {
        const response = await channel.unary(methods.solve, solveMessage(request), options);
        return { exporterResponse: { ...response.exporterResponse } };
      } catch (error) {
        throw asBuildFailure(error, options);
      }
    },

    async *status(ref, options) {
      for await (const message of channel.serverStream(methods.status, { ref }, options, clockReader(options))) {
        yield mapStatusResponse(message);
      }
    },

    async *listenBuildHistory(options) {
      const request = { activeOnly: options?.activeOnly ?? false, earlyExit: options?.earlyExit ?? false };
      for await (const message of channel.serverStream(
        methods.listenBuildHistory,
        request,
        options,
        clockReader(options),
      )) {
        const event = mapHistoryEvent(message);
        if (event) yield event;
      }
    },

    async updateBuildHistory(update, options) {
      refuseUpdate(update);
      await channel.unary(methods.updateBuildHistory, historyRequest(update), options);
    },

    async diskUsage(options) {
      const filter = [...(options?.filter ?? [])];
      return (await channel.unary(methods.diskUsage, { filter }, options)).record.map(mapUsage);
    },

    async *prune(wanted, options) {
      refusePrune(wanted, options.capabilities);
      const { filter = [], all = false, keepDuration = 0, ...space } = wanted;
      const request = {
        filter: [...filter],
        all,
        keepDuration: BigInt(Math.round(keepDuration)) * 1000n,
        reservedSpace: BigInt(space.reservedSpace ?? 0),
        maxUsedSpace: BigInt(space.maxUsedSpace ?? 0),
        minFreeSpace: BigInt(space.minFreeSpace ?? 0),
      };
      for await (const record of channel.serverStream(methods.prune, request, options)) yield mapUsage(record);
    },

    async *readContent(digest, options) {
      for await (const { data } of channel.serverStream(Content.method.read, { digest }, options)) yield data;
    },

    close: () => channel.close(),
  };
}

function clockReader(options: StreamOptions | undefined): ((headers: Metadata) => void) | undefined {
  const onDaemonTime = options?.onDaemonTime;
  if (!onDaemonTime) return undefined;
  return (headers) => {
    const [value] = headers.get(CLOCK_HEADER);
    const time = typeof value === 'string' ? microsecondsOfText(value) : undefined;
    if (time !== undefined) onDaemonTime(time);
  };
}

/** What a solve ends with is a failed build, unless the caller ended it or the connection was lost. */
function asBuildFailure(error: unknown, options: CallOptions | undefined): unknown {
  if (!(error instanceof RpcError) || error.failure.code === 'cancelled') return error;
  if (error.failure.code === 'timeout' && options?.timeoutMs !== undefined) return error;
  const { status } = error;
  const refused = /^(granting entitlement|invalid frontend|exporter ".*" could not be found$)/.test(status.message);
  return new RpcError(
    refused
      ? { code: 'build-refused', title: 'BuildKit refused this build.', detail: status.message }
      : { code: 'build-failed', title: 'The build failed.', detail: status.message },
    status,
    { cause: error.cause },
  );
}
