/** gRPC status codes that a session answers with (grpc/grpc doc/statuscodes.md). */
export const GrpcCode = {
  ok: 0,
  unknown: 2,
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  failedPrecondition: 9,
  outOfRange: 11,
  internal: 13,
  unimplemented: 12,
} as const;

/** Thrown by a handler to end its call with a status of its choice; the message is shown in the build's error. */
export class GrpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'GrpcError';
    this.code = code;
  }
}

/** `grpc-message` is percent-encoded UTF-8 (grpc/grpc doc/PROTOCOL-HTTP2.md). */
export function encodeGrpcMessage(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    encoded +=
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
