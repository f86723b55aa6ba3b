import { type ReactNode, useId } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import type { ActionIssue, DefaultPlatform } from '../../../shared/actions/index.ts';
import type { BuilderItem } from '../../../shared/contract/index.ts';
import { StatusGlyph } from '../../ui/index.ts';
import { CheckCard } from './check-card.tsx';
import type { NewBuildForm } from './form.ts';
import styles from './new-build.module.css';
import { wantsName } from './output-fields.ts';
import { platformChoices, shortPlatform, unchosen } from './platforms.ts';
import { Warned } from './warned.tsx';

interface PlatformChoiceProps {
  readonly form: UseFormReturn<NewBuildForm>;
  readonly builder: BuilderItem | undefined;
  /** What the environment says to build for while none is chosen. */
  readonly standard: DefaultPlatform | undefined;
  /** What stands against those that are chosen, told before the build is asked for. */
  readonly issue: ActionIssue | undefined;
}

/** The processors that the result is for; none chosen leaves it to the environment, then to the builder. */
export function PlatformChoice({ form, builder, standard, issue }: PlatformChoiceProps): ReactNode {
  const noteId = useId();
  const chosen = form.watch('platforms');
  const choices = platformChoices(builder, chosen);
  if (choices.length === 0 && standard === undefined) return null;
  const { brief, why } = unchosen(standard);
  const error = form.formState.errors.platforms as { readonly message?: string } | undefined;
  const turn = (name: string, on: boolean) => {
    const next = choices.map((each) => each.name).filter((each) => (each === name ? on : chosen.includes(each)));
    form.setValue('platforms', next, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
    if (!form.formState.isSubmitted) form.clearErrors('platforms');
  };
  return (
    <section className={styles.section} aria-label="For which processors">
      <div className={styles.sectionHead}>
        <h3 className={styles.heading}>For which processors</h3>
        <span className={styles.quiet}>
          {chosen.length === 0
            ? brief
            : chosen.length > 1 && issue === undefined && wantsName(form.watch('outputs'))
              ? 'one image for all'
              : ''}
        </span>
      </div>
      <div className={styles.cards}>
        {choices.map(({ name, plain, hint, off }) => (
          <CheckCard
            key={name}
            title={
              plain === undefined ? (
                shortPlatform(name)
              ) : (
                <>
                  {plain} <span className={styles.platform}>{shortPlatform(name)}</span>
                </>
              )
            }
            hint={hint}
            checked={chosen.includes(name)}
            onChange={(on) => turn(name, on)}
            off={off}
            wrong={error?.message !== undefined && (chosen.length === 0 || chosen.includes(name)) ? noteId : undefined}
          />
        ))}
      </div>
      {why === undefined || chosen.length > 0 ? null : <p className={styles.quiet}>{why}</p>}
      {error?.message !== undefined ? (
        <p id={noteId} className={styles.wrong} role="alert">
          <StatusGlyph status="failed" size={14} silent />
          {error.message}
        </p>
      ) : issue === undefined ? null : (
        <p className={styles.hint}>
          <Warned>
            {issue.message} {issue.remedy}
          </Warned>
        </p>
      )}
    </section>
  );
}
