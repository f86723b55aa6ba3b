import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Handler, ServerCall } from '../grpc/serve.ts';

type Method = DescMethod & { readonly input: DescMessage; readonly output: DescMessage };

/** A method's path, such as `/grpc.health.v1.Health/Check`. */
export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

/** A handler of one decoded message that answers with another. */
export function unary<M extends Method>(
  method: M,
  handle: (
    request: MessageShape<M['input']>,
    call: ServerCall,
  ) => Promise<MessageInitShape<M['output']>> | MessageInitShape<M['output']>,
): readonly [path: string, handler: Handler] {
  return [
    pathOf(method),
    {
      kind: 'unary',
      handle: async (message, call) => {
        const reply = await handle(fromBinary(method.input, message) as MessageShape<M['input']>, call);
        return toBinary(method.output, create(method.output, reply));
      },
    },
  ];
}
