import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { mapStatusResponse } from '../../src/main/buildkit/control/map-status.ts';
import { StatusResponseSchema } from '../../src/main/buildkit/gen/control_pb.js';
import { EMPTY_BUILD } from '../../src/shared/build/model.ts';
import { normalise } from '../../src/shared/build/normalise.ts';
import { reduce } from '../../src/shared/build/reduce.ts';
import type { BuildView } from '../../src/shared/build/view.ts';
import { type LoadPlan, lineOf, stagesOf } from './plan.ts';
import { streamOf } from './stream.ts';

/** What the reducer makes of the stream, each message decoded and reduced by itself, with nothing in between. */
export function expectedView(plan: LoadPlan): BuildView {
  let build = EMPTY_BUILD;
  for (const message of streamOf(plan)) {
    const bytes = toBinary(StatusResponseSchema, create(StatusResponseSchema, message));
    build = reduce(build, mapStatusResponse(fromBinary(StatusResponseSchema, bytes)));
  }
  return normalise(build, { ended: true, outcome: 'done' });
}

/** The lines of each step as a person should see them, by the vertex that prints them. */
export function* expectedLines(
  plan: LoadPlan,
): Generator<{ readonly vertex: string; readonly lines: readonly string[] }> {
  for (const stage of stagesOf(plan)) {
    for (const vertex of stage.vertices) {
      const lines = Array.from({ length: vertex.lines }, (_, index) => lineOf(vertex, index).seen);
      yield { vertex: vertex.group === undefined ? vertex.digest : `group:${vertex.group}`, lines };
    }
  }
}
