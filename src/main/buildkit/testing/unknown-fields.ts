import { type DescMessage, type DescService, fromBinary, isFieldSet, type Message } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { Content } from '../gen/content_pb.js';
import { Control } from '../gen/control_pb.js';
import { Health } from '../gen/health_pb.js';
import type { RecordedCall } from './recording-proxy.ts';

/**
 * The highest field number of each message that a client may send, read from api/services/control/control.proto and
 * solver/pb/ops.proto of moby/buildkit v0.13.2 and v0.25.2; none of them has a gap there, or fewer methods.
 */
const HIGHEST = {
  '0.13': {
    'moby.buildkit.v1.BuildHistoryRequest': 3,
    'moby.buildkit.v1.CacheOptions': 5,
    'moby.buildkit.v1.CacheOptionsEntry': 2,
    'moby.buildkit.v1.DiskUsageRequest': 1,
    'moby.buildkit.v1.Exporter': 2,
    'moby.buildkit.v1.InfoRequest': 0,
    'moby.buildkit.v1.ListWorkersRequest': 1,
    'moby.buildkit.v1.PruneRequest': 4,
    'moby.buildkit.v1.SolveRequest': 13,
    'moby.buildkit.v1.StatusRequest': 1,
    'moby.buildkit.v1.UpdateBuildHistoryRequest': 3,
    'containerd.services.content.v1.ReadContentRequest': 3,
    'grpc.health.v1.HealthCheckRequest': 1,
  },
  '0.25': {
    'moby.buildkit.v1.BuildHistoryRequest': 5,
    'moby.buildkit.v1.CacheOptions': 5,
    'moby.buildkit.v1.CacheOptionsEntry': 2,
    'moby.buildkit.v1.DiskUsageRequest': 2,
    'moby.buildkit.v1.Exporter': 2,
    'moby.buildkit.v1.InfoRequest': 0,
    'moby.buildkit.v1.ListWorkersRequest': 1,
    'moby.buildkit.v1.PruneRequest': 6,
    'moby.buildkit.v1.SolveRequest': 14,
    'moby.buildkit.v1.StatusRequest': 1,
    'moby.buildkit.v1.UpdateBuildHistoryRequest': 4,
    'containerd.services.content.v1.ReadContentRequest': 3,
    'grpc.health.v1.HealthCheckRequest': 1,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

export type OlderBuildkit = keyof typeof HIGHEST;

const SERVICES: readonly DescService[] = [Control, Content, Health];

/** What these calls said that this BuildKit does not know: methods and `message.field`, each once. */
export function unknownTo(version: OlderBuildkit, calls: readonly RecordedCall[]): readonly string[] {
  const found = new Set<string>();
  for (const { path, sent } of calls) {
    const input = inputOf(path);
    if (input === undefined) found.add(path);
    // The bytes of a session are a connection of its own.
    else if (!path.endsWith('/Session')) {
      for (const bytes of unframe(Buffer.concat(sent))) look(input, fromBinary(input, bytes), HIGHEST[version], found);
    }
  }
  return [...found].sort();
}

function inputOf(path: string): DescMessage | undefined {
  const [, service, method] = path.split('/');
  return SERVICES.find(({ typeName }) => typeName === service)?.methods.find(({ name }) => name === method)?.input;
}

/** Messages of a gRPC stream: a byte that says whether it is compressed, four of length, then the message. */
function unframe(bytes: Buffer): readonly Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 5 + bytes.readUInt32BE(at + 1);
    messages.push(bytes.subarray(at + 5, end));
    at = end;
  }
  return messages;
}

function look(
  desc: DescMessage,
  message: Message,
  highest: Readonly<Record<string, number>>,
  found: Set<string>,
): void {
  const known = highest[desc.typeName];
  if (known === undefined) {
    found.add(desc.typeName);
    return;
  }
  const value: ReflectMessage = reflect(desc, message);
  for (const field of desc.fields) {
    if (!isFieldSet(message, field)) continue;
    if (field.number > known) found.add(`${desc.typeName}.${field.name}`);
    if (field.fieldKind === 'message') look(field.message, value.get(field).message, highest, found);
    else if (field.fieldKind === 'list' && field.listKind === 'message') {
      for (const each of value.get(field)) look(field.message, (each as ReflectMessage).message, highest, found);
    } else if (field.fieldKind === 'map' && field.mapKind === 'message') {
      for (const [, each] of value.get(field)) look(field.message, (each as ReflectMessage).message, highest, found);
    }
  }
}
