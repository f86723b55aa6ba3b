export { bindContract } from './bind.ts';
export type { RequestHandlers, TopicSources } from './handlers.ts';
export { requestHandlers, type Services, topicSources } from './request-handlers.ts';
export type { TopicSource } from './topic-source.ts';
export type { IpcPage, IpcTransport } from './transport.ts';
