import type { ReactNode } from 'react';
import type { SourceExcerpt } from '../../../shared/contract/index.ts';
import { cx } from '../../ui/index.ts';
import styles from './source-lines.module.css';

/** Lines of a Dockerfile with the failing ones marked. */
export function SourceLines({ source }: { readonly source: SourceExcerpt }): ReactNode {
  return (
    <section
      className={styles.source}
      aria-label={`Lines of ${source.file}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
    >
      <ol className={styles.lines}>
        {withoutEnd(source.lines).map((text, index) => {
          const number = source.firstLine + index;
          const marked = source.ranges.some((range) => number >= range.startLine && number <= range.endLine);
          return (
            <li key={number} className={cx(styles.line, marked && styles.marked)}>
              <span className={styles.number}>{number}</span>
              <code>
                <Instruction text={text} />
              </code>
              {marked ? <span className={styles.spoken}> (failed here)</span> : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What follows the last line break of a file is no line. */
function withoutEnd(lines: readonly string[]): readonly string[] {
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** A line with its instruction in colour; comments are quiet. */
function Instruction({ text }: { readonly text: string }): ReactNode {
  if (/^\s*#/.test(text)) return <span className={styles.comment}>{text}</span>;
  const word = /^\s*[A-Za-z]+(?=\s|$)/.exec(text)?.[0];
  if (word === undefined || !INSTRUCTIONS.has(word.trim().toUpperCase())) return text;
  return (
    <>
      <span className={styles.keyword}>{word}</span>
      {text.slice(word.length)}
    </>
  );
}

const INSTRUCTIONS = new Set(
  'FROM RUN COPY ADD WORKDIR ENV ARG LABEL CMD ENTRYPOINT EXPOSE USER VOLUME SHELL STOPSIGNAL HEALTHCHECK ONBUILD MAINTAINER'.split(
    ' ',
  ),
);
