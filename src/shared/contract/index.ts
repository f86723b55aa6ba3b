export type * from './bridge.ts';
export type * from './builders.ts';
export type * from './builds.ts';
export type * from './commands.ts';
export type * from './engines.ts';
export { type Failure, type FailureCode, failureOf, SlipwayError } from './failure.ts';
export type * from './operations.ts';
export type * from './projects.ts';
export {
  type QuitAnswer,
  type RecoveryNote,
  type Reply,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  requestSchemas,
} from './requests.ts';
export {
  applyChange,
  TOPIC_NAMES,
  type TopicChange,
  type TopicHead,
  type TopicItem,
  type TopicMap,
  type TopicMessage,
  type TopicName,
  type TopicParam,
  type TopicState,
} from './topics.ts';
