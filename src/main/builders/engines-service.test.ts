import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectEngine, environmentOf } from '../engine/index.ts';
import { EnginesService } from './engines-service.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-engines-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('opens nothing for nodes that are read while it ends', async () => {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(request.url?.startsWith('/version') ? '{"ApiVersion":"1.45"}' : '[]');
  });
  const path = join(folder, 'sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const environment = environmentOf({ env: { DOCKER_HOST: `unix://${path}` }, home: folder, platform: 'linux' });
  const engines = new EnginesService({ environment });
  const found = await engines.linkOf('default');
  if ('failure' in found) throw new Error(found.failure.title);
  engines.close();
  engines.followForNodes(new Set([found.link]));
  // Whatever was to be asked would be asked before this.
  const other = connectEngine(found.link.engine.address, environment);
  await other.networks.list();
  await other.networks.list();
  expect(asked.filter((url) => url.includes('/networks'))).toHaveLength(2);
  expect(asked.filter((url) => url.includes('/events'))).toEqual([]);
  other.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
