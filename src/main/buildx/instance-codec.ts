import { z } from 'zod';
import { withGoKeys } from '../engine/index.ts';
import { goArray, goBytes, goMap, goObject, goString } from './go-encode.ts';
import type { StoredInstance, StoredNode, StoredPlatform } from './types.ts';

const goText = z
  .string()
  .nullish()
  .transform((read) => read ?? '');
const goFields = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => withGoKeys(value, Object.keys(shape)), z.object(shape));
/** Null and left out are both Go's nil. */
const nilable = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((read) => (read ?? null) as z.output<Schema> | null);

const platformSchema = goFields({
  architecture: goText,
  os: goText,
  'os.version': goText,
  'os.features': z.array(z.string()).nullish(),
  variant: goText,
});

const bytesSchema = z
  .base64()
  .nullable()
  .transform((text) => new Uint8Array(Buffer.from(text ?? '', 'base64')));

const nodeSchema = goFields({
  Name: goText,
  Endpoint: goText,
  Platforms: nilable(z.array(platformSchema)),
  DriverOpts: nilable(z.record(z.string(), z.string())),
  Flags: nilable(z.array(z.string())),
  Files: nilable(z.record(z.string(), bytesSchema)),
});

const instanceSchema = goFields({
  Name: z.string().min(1),
  Driver: goText,
  Nodes: nilable(z.array(nodeSchema)),
  Dynamic: z.boolean().nullish(),
});

/**
 * Reads an instance file (docker/buildx store/nodegroup.go). Unknown keys are left out; buildx loses them too.
 *
 * @throws when it is not the JSON of a builder
 */
export function decodeInstance(text: string): StoredInstance {
  const read = instanceSchema.parse(JSON.parse(text));
  return {
    name: read.Name,
    driver: read.Driver,
    nodes: (read.Nodes ?? []).map((node) => ({
      name: node.Name,
      endpoint: node.Endpoint,
      platforms: node.Platforms?.map(platformOf) ?? null,
      driverOpts: node.DriverOpts,
      flags: node.Flags,
      files: node.Files,
    })),
    dynamic: read.Dynamic ?? false,
  };
}

function platformOf(read: z.output<typeof platformSchema>): StoredPlatform {
  const features = read['os.features'] ?? [];
  return {
    architecture: read.architecture,
    os: read.os,
    ...(read['os.version'] === '' ? {} : { osVersion: read['os.version'] }),
    ...(features.length === 0 ? {} : { osFeatures: features }),
    ...(read.variant === '' ? {} : { variant: read.variant }),
  };
}

/** The text of an instance file, byte for byte as buildx would write it: one line without its end. */
export function encodeInstance(instance: StoredInstance): string {
  return goObject([
    ['Name', goString(instance.name)],
    ['Driver', goString(instance.driver)],
    ['Nodes', goArray(instance.nodes, encodeNode)],
    ['Dynamic', String(instance.dynamic)],
  ]);
}

function encodeNode(node: StoredNode): string {
  return goObject([
    ['Name', goString(node.name)],
    ['Endpoint', goString(node.endpoint)],
    ['Platforms', goArray(node.platforms, encodePlatform)],
    ['DriverOpts', goMap(node.driverOpts, goString)],
    ['Flags', goArray(node.flags, goString)],
    ['Files', goMap(node.files, goBytes)],
  ]);
}

function encodePlatform({ architecture, os, osVersion, osFeatures, variant }: StoredPlatform): string {
  return goObject([
    ['architecture', goString(architecture)],
    ['os', goString(os)],
    ['os.version', osVersion ? goString(osVersion) : undefined],
    ['os.features', osFeatures && osFeatures.length > 0 ? goArray(osFeatures, goString) : undefined],
    ['variant', variant ? goString(variant) : undefined],
  ]);
}
