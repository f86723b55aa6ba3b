import { RadioGroup } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import type { ProjectStage } from '../../../shared/contract/index.ts';
import { SelectField } from '../../ui/index.ts';
import styles from './stage-choice.module.css';

interface StageChoiceProps {
  readonly stages: readonly ProjectStage[];
  /** Empty for the last stage, which a build makes unless told otherwise. */
  readonly value: string;
  readonly onChange: (target: string) => void;
  readonly error: string | undefined;
}

/** Above this many stages a list to open is quicker to read than a row of them. */
const MOST_CHIPS = 12;
const LAST = '(last)';

/** Which stage is built: up to a dozen side by side, more in a list. */
export function StageChoice({ stages, value, onChange, error }: StageChoiceProps): ReactNode {
  const id = useId();
  const options = stages.map((stage, place) => ({
    value: place === stages.length - 1 ? LAST : targetOf(stage),
    label: labelOf(stage),
    hint: `from ${stage.base}, line ${stage.line}`,
    last: place === stages.length - 1,
  }));
  const chosen =
    options.find((option) => option.value === value || (value === '' && option.last))?.value ??
    valueOfLast(stages, value);
  const change = (next: string) => onChange(next === LAST ? '' : next);
  if (stages.length > MOST_CHIPS) {
    return <SelectField label="Stage" value={chosen} onChange={change} options={options} error={error} />;
  }
  return (
    <div className={styles.field}>
      <RadioGroup.Root
        aria-label="Stage"
        aria-invalid={error === undefined ? undefined : true}
        value={chosen}
        onValueChange={change}
        className={styles.chips}
      >
        {options.map((option) => (
          <label
            key={option.value}
            htmlFor={`${id}-${option.value}`}
            className={styles.chip}
            data-chosen={option.value === chosen || undefined}
            title={option.hint}
          >
            <RadioGroup.Item id={`${id}-${option.value}`} value={option.value} className={styles.ring}>
              <RadioGroup.Indicator className={styles.core} />
            </RadioGroup.Item>
            <span className={styles.name}>{option.label}</span>
            <span className={styles.base}>
              {option.last ? 'last stage' : option.hint.replace(/^from /, '').replace(/, line \d+$/, '')}
            </span>
          </label>
        ))}
      </RadioGroup.Root>
      {error === undefined ? null : (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** A stage is named, or counted from 0. */
function targetOf(stage: ProjectStage): string {
  return stage.name === '' ? String(stage.index) : stage.name;
}

function labelOf(stage: ProjectStage): string {
  return stage.name === '' ? `stage ${stage.index}` : stage.name;
}

/** The last stage by its own name or number is the last stage too. */
function valueOfLast(stages: readonly ProjectStage[], value: string): string {
  const last = stages.at(-1);
  return last !== undefined && targetOf(last).toLowerCase() === value.toLowerCase() ? LAST : value;
}
