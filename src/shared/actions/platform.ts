import type { ActionIssue } from './facts.ts';

/** One platform as containerd writes them: `linux/arm64`, `linux/arm/v7`, or an architecture alone. */
export function platformIssues(platform: string, field: string): readonly ActionIssue[] {
  if (/^[A-Za-z0-9_.-]+(\([^()]*\))?(\/[A-Za-z0-9_.-]+){0,2}$/.test(platform)) return [];
  const message = `“${platform}” is not a platform.`;
  return [{ field, severity: 'error', message, remedy: 'Write a platform such as linux/arm64.' }];
}

/** `linux/arm64` and `linux/arm64/v8` are one platform (containerd/platforms, database.go). */
export function samePlatform(one: string, other: string): boolean {
  return normalised(one) === normalised(other);
}

function normalised(platform: string): string {
  const text = platform.toLowerCase();
  if (text === 'linux/arm64/v8') return 'linux/arm64';
  if (text === 'linux/amd64/v1') return 'linux/amd64';
  return text === 'linux/arm' ? 'linux/arm/v7' : text;
}
