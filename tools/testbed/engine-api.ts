import { request } from 'node:http';

/** A call to an Engine over its socket, without a client library: the testbed must not rest on what it tests. */
export function callEngine(socket: string, method: string, path: string, timeoutMs = 30_000): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: socket, method, path, host: 'engine', timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const status = response.statusCode ?? 0;
        if (status >= 400) reject(new Error(`${method} ${path}: ${status} ${text.trim()}`));
        else resolve(response.headers['content-type']?.includes('json') && text !== '' ? JSON.parse(text) : text);
      });
    });
    call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer in ${timeoutMs} ms`)));
    call.on('error', reject);
    call.end();
  });
}

/** Whether an Engine answers on this socket. */
export async function pingEngine(socket: string): Promise<boolean> {
  return callEngine(socket, 'GET', '/_ping', 5_000).then(
    (answer) => answer === 'OK',
    () => false,
  );
}

/** What lies on an Engine, by name: for the check that nothing was left. */
export interface EngineContents {
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

/** Lists containers, volumes and networks other than the Engine's own three. */
export async function engineContents(socket: string): Promise<EngineContents> {
  const containers = (await callEngine(socket, 'GET', '/containers/json?all=1')) as { Id: string; Names: string[] }[];
  const volumes = (await callEngine(socket, 'GET', '/volumes')) as { Volumes: { Name: string }[] | null };
  const networks = (await callEngine(socket, 'GET', '/networks')) as { Name: string }[];
  return {
    containers: containers.map((one) => one.Names[0]?.replace(/^\//, '') ?? one.Id),
    volumes: (volumes.Volumes ?? []).map((one) => one.Name),
    networks: networks.map((one) => one.Name).filter((name) => !['bridge', 'host', 'none'].includes(name)),
  };
}
