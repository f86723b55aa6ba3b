import type { SlipwayBridge } from '../../shared/contract/index.ts';
import {
  type Failure,
  failureOf,
  type Reply,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  SlipwayError,
} from '../../shared/contract/index.ts';

declare global {
  interface Window {
    readonly slipway: SlipwayBridge;
  }
}

/** What the preload exposes. */
export function bridge(): SlipwayBridge {
  return window.slipway;
}

/** Asks main; the answer is a value or a `Failure`, never a throw. */
export async function ask<Name extends RequestName>(
  name: Name,
  input: RequestInput<Name>,
): Promise<Reply<RequestOutput<Name>>> {
  try {
    return await bridge().request(name, input);
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

/** Asks main and returns the value; throws `SlipwayError` with the failure. */
export async function request<Name extends RequestName>(
  name: Name,
  input: RequestInput<Name>,
): Promise<RequestOutput<Name>> {
  const reply = await ask(name, input);
  if (reply.ok) return reply.value;
  throw new SlipwayError(reply.failure);
}

export type { Failure };
