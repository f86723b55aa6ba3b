import type { ActionIssue } from './facts.ts';

/** One platform as containerd writes them: `linux/arm64`, `linux/arm/v7`, or an architecture alone. */
export function platformIssues(platform: string, field: string): readonly ActionIssue[] {
  if (/^[A-Za-z0-9_.-]+(\([^()]*\))?(\/[A-Za-z0-9_.-]+){0,2}$/.test(platform)) return [];
  const message = `“${platform}” is not a platform.`;
  return [{ field, severity: 'error', message, remedy: 'Write a platform such as linux/arm64.' }];
}
