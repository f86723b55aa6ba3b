import { Plus, X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { type UseFormReturn, useFieldArray } from 'react-hook-form';
import { type ActionIssue, looksSecret } from '../../../shared/actions/index.ts';
import type { Project } from '../../../shared/contract/index.ts';
import { Button, IconButton, TextField } from '../../ui/index.ts';
import { type ArgumentRow, defaultOf } from './argument-fields.ts';
import type { NewBuildForm } from './form.ts';
import type { FormField } from './form-fields.ts';
import styles from './new-build.module.css';
import { Warned } from './warned.tsx';

interface ArgumentRowsProps {
  readonly form: UseFormReturn<NewBuildForm>;
  /** Undefined until a Dockerfile was looked at. */
  readonly declared: Project['args'] | undefined;
  readonly issues: ReadonlyMap<FormField, ActionIssue>;
}

/** Build arguments: names that the Dockerfile declares are offered, others can be typed. */
export function ArgumentRows({ form, declared, issues }: ArgumentRowsProps): ReactNode {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'args' });
  const list = useId();
  const rows = form.watch('args');
  const known = declared ?? [];
  const free = known.filter(({ name }) => !rows.some((row) => row.name === name));
  return (
    <div className={styles.section}>
      <div className={styles.sectionHead}>
        <h3 className={styles.heading}>Build arguments</h3>
        <Button
          size="row"
          look="ghost"
          icon={<Plus size={14} aria-hidden />}
          onClick={() => append({ name: free[0]?.name ?? '', value: '', given: 'open' })}
        >
          Add
        </Button>
      </div>
      {fields.length === 0 ? (
        <p className={styles.quiet}>
          {declared === undefined
            ? 'Values for what a Dockerfile declares with ARG.'
            : declared.length === 0
              ? 'This Dockerfile asks for none.'
              : `This Dockerfile knows ${declared.map(({ name }) => name).join(', ')}.`}
        </p>
      ) : null}
      <datalist id={list}>
        {known.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {fields.map((field, index) => {
        const row = rows[index] ?? field;
        const standard = defaultOf(row.name, declared) ?? '';
        const issue = issues.get(`args.${index}.name`);
        return (
          <div key={field.id} className={styles.argument}>
            <TextField
              label={`Name of argument ${index + 1}`}
              labelHidden
              mono
              placeholder="Name"
              list={list}
              error={form.formState.errors.args?.[index]?.name?.message}
              hint={issue?.severity === 'warning' ? <Warned>{issue.message}</Warned> : undefined}
              {...form.register(`args.${index}.name`)}
            />
            <TextField
              label={`Value of argument ${index + 1}`}
              labelHidden
              mono
              type={looksSecret(row.name) ? 'password' : 'text'}
              placeholder={placeholderOf(row, standard)}
              error={form.formState.errors.args?.[index]?.value?.message}
              hint={hintOf(row, standard)}
              {...form.register(`args.${index}.value`, {
                onChange: () => form.setValue(`args.${index}.given`, 'typed'),
              })}
            />
            <IconButton
              label={`Remove argument ${index + 1}`}
              icon={<X size={15} aria-hidden />}
              onClick={() => remove(index)}
            />
          </div>
        );
      })}
    </div>
  );
}

function placeholderOf({ given }: ArgumentRow, standard: string): string {
  if (given === 'typed') return 'empty';
  return given === 'lost' || standard === '' ? 'Value' : `${standard} unless told otherwise`;
}

function hintOf({ given, value }: ArgumentRow, standard: string): ReactNode {
  if (given === 'lost') return <Warned>Its value was not kept.</Warned>;
  return given === 'typed' && value === '' && standard !== '' ? `Empty in place of ${standard}.` : undefined;
}
