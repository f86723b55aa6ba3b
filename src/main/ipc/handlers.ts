import type { RequestInput, RequestName, RequestOutput, TopicName, TopicParam } from '../../shared/contract/index.ts';
import type { TopicSource } from './topic-source.ts';

/** One function for each request of the contract. A missing or extra one does not compile. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (input: RequestInput<Name>) => Promise<RequestOutput<Name>>;
};

/** Opens the source of a topic. Throws a `SlipwayError` where the parameter names nothing. */
export type TopicSources = {
  readonly [Name in TopicName]: (param: TopicParam<Name>) => TopicSource<Name>;
};
