import { z } from 'zod';
import { flag, orElse, parseAnswer, text } from './answers.ts';
import type { EngineApi } from './request.ts';
import type { NetworkInfo, Networks } from './types-engine.ts';

const networkSchema = z.object({
  Id: text,
  Name: z.string(),
  Driver: text,
  Scope: text,
  Internal: flag,
  IPAM: z.object({ Config: orElse(z.array(z.object({ Subnet: text })), []) }).nullish(),
});

/** The networks of one Engine. */
export function networksOf(api: EngineApi): Networks {
  return {
    async list({ signal } = {}) {
      const answer = await api.json({ method: 'GET', path: '/networks', signal });
      return parseAnswer(z.array(networkSchema), answer, 'networks').map(networkInfo);
    },
    async inspect(id, { signal } = {}) {
      const path = `/networks/${encodeURIComponent(id)}`;
      const answer = await api.json({ method: 'GET', path, subject: `the network ${id}`, signal });
      return networkInfo(parseAnswer(networkSchema, answer, 'network'));
    },
  };
}

function networkInfo(read: z.output<typeof networkSchema>): NetworkInfo {
  return {
    id: read.Id,
    name: read.Name,
    driver: read.Driver,
    scope: read.Scope,
    internal: read.Internal,
    subnets: (read.IPAM?.Config ?? []).map(({ Subnet }) => Subnet).filter((subnet) => subnet !== ''),
  };
}
