import { queryEscape } from './grpc/headers.ts';

/** The names that BuildKit reads when a session starts, as HTTP/1 headers; as gRPC metadata they are in lower case (moby/buildkit session/session.go). */
export function sessionHeaders(
  id: string,
  sharedKey: string,
  methods: readonly string[],
): Readonly<Record<string, string | readonly string[]>> {
  const plain = /^[\x20-\x7e]*$/.test(sharedKey);
  return {
    'X-Docker-Expose-Session-Uuid': id,
    'X-Docker-Expose-Session-Sharedkey': plain ? sharedKey : queryEscape(sharedKey),
    // BuildKit 0.33 decodes it; older ones take the escaped key as it is, as they do from the CLI (session/header.go).
    ...(plain ? {} : { 'X-Docker-Expose-Session-Sharedkey-Encoded': '1' }),
    'X-Docker-Expose-Session-Grpc-Method': methods,
  };
}
