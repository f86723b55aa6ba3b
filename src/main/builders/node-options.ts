import { type Failure, SlipwayError } from '../../shared/contract/index.ts';
import { type OptionIssue, type ParsedOptions, parseOptions } from '../../shared/options/index.ts';
import type { StoredNode } from '../buildx/index.ts';

/** A stored node's driver options, read. @throws SlipwayError `invalid-input` */
export function optionsOf(node: StoredNode): ParsedOptions {
  const result = parseOptions(node.driverOpts ?? {});
  if (result.ok) return result.options;
  throw new SlipwayError(failureOfIssues(result.issues));
}

/**
 * What is wrong with a stored node's driver options. buildx reads them each time that it loads a builder: one bad value
 * makes the node `error` until it is mended.
 */
export function optionFailureOf(node: StoredNode): Failure | undefined {
  const result = parseOptions(node.driverOpts ?? {});
  return result.ok ? undefined : failureOfIssues(result.issues);
}

/** The first error among them, at its field. */
export function failureOfIssues(issues: readonly OptionIssue[]): Failure {
  const issue = issues.find(({ severity }) => severity === 'error') ?? issues[0];
  if (!issue) return { code: 'invalid-input', title: 'The options of this builder cannot be read.' };
  return {
    code: 'invalid-input',
    title: `The option ${issue.key} of this builder cannot be used.`,
    meaning: issue.message,
    field: issue.key,
    ...(issue.remedy === undefined ? {} : { remedy: issue.remedy }),
    ...(issue.original === undefined ? {} : { detail: issue.original }),
  };
}
