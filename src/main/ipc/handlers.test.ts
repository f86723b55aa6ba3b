import { expectTypeOf, it } from 'vitest';
import type { RequestName, TopicName } from '../../shared/contract/index.ts';
import type { RequestHandlers, TopicSources } from './handlers.ts';

it('has one handler for each request and one source for each topic', () => {
  expectTypeOf<keyof RequestHandlers>().toEqualTypeOf<RequestName>();
  expectTypeOf<keyof TopicSources>().toEqualTypeOf<TopicName>();
  expectTypeOf<Parameters<RequestHandlers['builds.cancel']>[0]>().toEqualTypeOf<Readonly<{ key: string }>>();
});
