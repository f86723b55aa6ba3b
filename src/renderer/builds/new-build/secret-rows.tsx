import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { type UseFormReturn, useFieldArray } from 'react-hook-form';
import { Button, IconButton, Select, TextField } from '../../ui/index.ts';
import type { NewBuildForm, SecretRow } from './form.ts';
import styles from './new-build.module.css';

const SOURCES: readonly { readonly value: SecretRow['from']; readonly label: string; readonly placeholder: string }[] =
  [
    { value: 'file', label: 'From a file', placeholder: 'Whole path' },
    { value: 'environment', label: 'From a variable', placeholder: 'Its name' },
    { value: 'typed', label: 'Typed here', placeholder: 'The secret, kept nowhere' },
  ];

/** Secrets that steps may read while they run: where each comes from, never what it is. */
export function SecretRows({ form }: { readonly form: UseFormReturn<NewBuildForm> }): ReactNode {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'secrets' });
  const rows = form.watch('secrets');
  return (
    <section className={styles.section} aria-label="Secrets">
      <div className={styles.sectionHead}>
        <h3 className={styles.heading}>Secrets</h3>
        <Button
          size="row"
          look="ghost"
          icon={<Plus size={14} aria-hidden />}
          onClick={() => append({ id: '', from: 'file', value: '' })}
        >
          Add a secret
        </Button>
      </div>
      {fields.length === 0 ? (
        <p className={styles.quiet}>For steps that ask with RUN --mount=type=secret. They never enter the image.</p>
      ) : null}
      {fields.map((field, index) => {
        const from = rows[index]?.from ?? 'file';
        const errors = form.formState.errors.secrets?.[index];
        return (
          <div key={field.id} className={styles.secret}>
            <TextField
              label={`Id of secret ${index + 1}`}
              labelHidden
              mono
              placeholder="Id"
              error={errors?.id?.message}
              {...form.register(`secrets.${index}.id`)}
            />
            <Select
              aria-label={`Source of secret ${index + 1}`}
              value={from}
              onChange={(next) => {
                form.setValue(`secrets.${index}.from`, next as SecretRow['from'], { shouldDirty: true });
                // What was typed as a secret must not be shown as a path, nor the other way round.
                form.setValue(`secrets.${index}.value`, '');
                form.clearErrors(`secrets.${index}`);
              }}
              options={SOURCES}
            />
            <TextField
              key={from}
              label={`Value of secret ${index + 1}`}
              labelHidden
              mono
              type={from === 'typed' ? 'password' : 'text'}
              autoComplete={from === 'typed' ? 'new-password' : 'off'}
              placeholder={SOURCES.find(({ value }) => value === from)?.placeholder}
              error={errors?.value?.message}
              {...form.register(`secrets.${index}.value`)}
            />
            <IconButton
              label={`Remove secret ${index + 1}`}
              icon={<X size={15} aria-hidden />}
              onClick={() => remove(index)}
            />
          </div>
        );
      })}
    </section>
  );
}
