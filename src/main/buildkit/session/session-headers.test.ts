import { expect, it } from 'vitest';
import { sessionHeaders } from './session-headers.ts';

it('announces a session', () => {
  expect(sessionHeaders('abc', 'app:node', ['/a/B', '/c/D'])).toEqual({
    'X-Docker-Expose-Session-Uuid': 'abc',
    'X-Docker-Expose-Session-Sharedkey': 'app:node',
    'X-Docker-Expose-Session-Grpc-Method': ['/a/B', '/c/D'],
  });
});

it('escapes a key as a whole if any character is not plain ASCII', () => {
  expect(sessionHeaders('abc', 'Größe app:n', [])).toMatchObject({
    'X-Docker-Expose-Session-Sharedkey': 'Gr%C3%B6%C3%9Fe+app%3An',
    'X-Docker-Expose-Session-Sharedkey-Encoded': '1',
  });
});
