import { describe, expect, test } from 'vitest';
import { readStepName } from './step-name.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('instructions', () => {
  test.each<[string, string, string, string]>([
    [`[1/3] FROM docker.io/library/node:24-bookworm-slim@${DIGEST}`, 'stage-0', 'FROM', 'node:24-bookworm-slim'],
    ['[base 1/3] FROM docker.io/library/alpine:3.22', 'base', 'FROM', 'alpine:3.22'],
    [`[base 1/3] FROM registry.example.com:5000/team/web@${DIGEST}`, 'base', 'FROM', 'web'],
    ['[build 3/5] RUN make', 'build', 'RUN', 'make'],
    ['[stage-1 2/2] RUN --mount=type=cache,target=/root/.npm --network=none npm ci', 'stage-1', 'RUN', 'npm ci'],
    ['[build 2/2] RUN ["npm", "run", "build"]', 'build', 'RUN', 'npm run build'],
    [
      '[build 2/2] RUN apt-get update &&     apt-get install -y git',
      'build',
      'RUN',
      'apt-get update && apt-get install -y git',
    ],
    ['[build 2/2] RUN <<EOF (set -e...)', 'build', 'RUN', 'set -e...'],
    ['[build 2/2] RUN <<"EOF"\n  echo one\n  echo two\nEOF', 'build', 'RUN', 'echo one'],
    ['[build 2/2] RUN cat <<EOF > /x\nhello\nEOF', 'build', 'RUN', 'cat <<EOF > /x hello EOF'],
    ['[build 2/5] COPY package.json pnpm-lock.yaml ./', 'build', 'COPY', 'package.json and 1 more'],
    ['[build 2/5] COPY ["a b.txt", "c.txt", "/dir/"]', 'build', 'COPY', 'a b.txt and 1 more'],
    ['[build 2/5] COPY . .', 'build', 'COPY', '. .'],
    ['[build 2/5] COPY ./ /app', 'build', 'COPY', '. /app'],
    ['[build 2/5] COPY ./src/ /app/src', 'build', 'COPY', 'src'],
    ['[build 2/5] COPY --chown=node:node assets /app', 'build', 'COPY', 'assets'],
    ['[release 4/8] COPY --from=build --chown=1000 /app/dist /srv', 'release', 'COPY', 'from build'],
    [
      '[release 4/8] COPY --link --from=docker.io/library/nginx:1.29 /etc/nginx /etc/',
      'release',
      'COPY',
      'from nginx:1.29',
    ],
    ['[release 4/8] LINK COPY --link --from=build /a /b', 'release', 'COPY', 'from build'],
    ['[build 2/5] COPY <<EOF /etc/robots.txt', 'build', 'COPY', 'robots.txt'],
    ['[build 2/5] ADD https://example.com/files/tool.tar.gz /opt/', 'build', 'ADD', 'tool.tar.gz'],
    ['[build 2/5] WORKDIR /app', 'build', 'WORKDIR', '/app'],
    ['[build 2/5] ONBUILD RUN make', 'build', 'RUN', 'make'],
    ['[build 2/5] copy a b', 'build', 'COPY', 'a'],
  ])('%s', (name, stage, keyword, text) => {
    expect(readStepName(name)).toMatchObject({ kind: 'stage', stage, keyword, text });
  });

  test('platforms and positions', () => {
    expect(readStepName('[linux/amd64 build  1/12] RUN make')).toMatchObject({
      stage: 'build',
      platform: 'linux/amd64',
      position: { index: 1, of: 12 },
    });
    expect(readStepName('[ 1/12] RUN make')).toMatchObject({ stage: 'stage-0', position: { index: 1, of: 12 } });
    expect(readStepName('[linux/arm64 2/3] RUN make')).toMatchObject({ stage: 'stage-0', platform: 'linux/arm64' });
    expect(readStepName('[linux/amd64->linux/arm64 build 2/3] RUN make')).toMatchObject({
      stage: 'build',
      platform: 'linux/amd64->linux/arm64',
    });
    expect(readStepName('[windows(10.0.20348)/amd64 build 2/3] RUN dir')).toMatchObject({
      stage: 'build',
      platform: 'windows(10.0.20348)/amd64',
    });
    expect(readStepName('[build 2/3] RUN make')).not.toHaveProperty('platform');
  });
});

describe('work of BuildKit and buildx', () => {
  test.each<[string, 'prepare' | 'result', string]>([
    ['[internal] booting buildkit', 'prepare', 'Start the builder'],
    ['[internal] load build definition from Dockerfile', 'prepare', 'Read Dockerfile'],
    ['[internal] load .dockerignore', 'prepare', 'Read .dockerignore'],
    ['[internal] load build context', 'prepare', 'Send project files'],
    ['[internal] load metadata for docker.io/library/node:24', 'prepare', 'Look up node:24'],
    ['[linux/arm64 internal] load metadata for docker.io/library/node:24', 'prepare', 'Look up node:24'],
    ['[internal] load remote build context', 'prepare', 'Get project files'],
    ['[internal] load git source https://example.com/team/web.git#main', 'prepare', 'Get web.git#main'],
    ['[internal] setting cache mount permissions', 'prepare', 'Setting cache mount permissions'],
    ['[auth] library/node:pull token for registry-1.docker.io', 'prepare', 'Sign in to registry-1.docker.io'],
    ['[auth] sharing credentials for registry.example.com', 'prepare', 'Sign in to registry.example.com'],
    ['[context base] load metadata for docker.io/library/base', 'prepare', 'Look up base'],
    ['[context base] OCI load from client', 'prepare', 'Send base'],
    ['[context docs] load from client', 'prepare', 'Send docs'],
    ['[context docs] load .dockerignore', 'prepare', 'Read .dockerignore of docs'],
    [`[context base] docker.io/library/alpine@${DIGEST}`, 'prepare', 'Get base'],
    ['resolve image config for docker-image://docker.io/docker/dockerfile:1', 'prepare', 'Look up dockerfile:1'],
    [`docker-image://docker.io/docker/dockerfile:1@${DIGEST}`, 'prepare', 'Get dockerfile:1'],
    ['importing cache manifest from registry.example.com/team/web:cache', 'prepare', 'Get cache from web:cache'],
    ['exporting to image', 'result', 'Make the image'],
    ['exporting to docker image format', 'result', 'Pack the image'],
    ['exporting to oci image format', 'result', 'Pack the image'],
    ['exporting to client directory', 'result', 'Save the files'],
    ['exporting to client tarball', 'result', 'Save the archive'],
    ['exporting cache to registry', 'result', 'Save the cache to registry'],
    ['exporting content cache', 'result', 'Save the cache'],
    ['exporting inline cache', 'result', 'Put the cache into the image'],
    ['exporting to GitHub Actions Cache', 'result', 'Save the cache to GitHub Actions'],
    ['importing to docker', 'result', 'Load into Docker'],
    ['pushing docker.io/team/web:1.0 with docker', 'result', 'Push web:1.0'],
    ['merging manifest list docker.io/team/web:1.0', 'result', 'Join the platforms of web:1.0'],
    [
      '[linux/amd64] generating sbom using docker.io/docker/buildkit-syft-scanner:stable-1',
      'result',
      'List what is inside',
    ],
    ['Verifying build result', 'result', 'Check the result'],
    ['resolving provenance for metadata file', 'result', 'Read the provenance'],
  ])('%s', (name, kind, text) => {
    expect(readStepName(name)).toMatchObject({ kind, keyword: '', text });
  });

  test('what is not known keeps its whole name, on one line', () => {
    expect(readStepName('mkfile\n  /foo')).toEqual({
      kind: 'other',
      stage: '',
      keyword: '',
      text: 'mkfile /foo',
      rank: 0,
    });
    expect(readStepName('')).toMatchObject({ kind: 'other', text: '' });
    expect(readStepName('[linux/arm64 internal] load metadata for x').platform).toBe('linux/arm64');
  });
});
