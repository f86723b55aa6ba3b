import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { type UseFormReturn, useFieldArray } from 'react-hook-form';
import type { ActionIssue } from '../../../shared/actions/index.ts';
import { Button, IconButton, TextField } from '../../ui/index.ts';
import type { NewBuildForm } from './form.ts';
import type { FormField } from './form-fields.ts';
import styles from './new-build.module.css';
import { wantsName } from './output-fields.ts';
import { Warned } from './warned.tsx';

interface TagRowsProps {
  readonly form: UseFormReturn<NewBuildForm>;
  readonly issues: ReadonlyMap<FormField, ActionIssue>;
}

/** Names that the image gets; of use only where an image comes out. */
export function TagRows({ form, issues }: TagRowsProps): ReactNode {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'tags' });
  const off = !wantsName(form.watch('outputs'));
  return (
    <div className={styles.section}>
      <div className={styles.sectionHead}>
        <h3 className={styles.heading}>Image name</h3>
        {off ? (
          <span className={styles.quiet}>only used with an image</span>
        ) : (
          <Button size="row" look="ghost" icon={<Plus size={14} aria-hidden />} onClick={() => append({ value: '' })}>
            Another name
          </Button>
        )}
      </div>
      {fields.map((field, index) => {
        const issue = issues.get(`tags.${index}.value`);
        return (
          <div key={field.id} className={fields.length === 1 ? undefined : styles.tag}>
            <TextField
              label={fields.length === 1 ? 'Image name' : `Image name ${index + 1}`}
              labelHidden
              mono
              placeholder="Name, such as web:1.0"
              disabled={off}
              error={off ? undefined : form.formState.errors.tags?.[index]?.value?.message}
              hint={!off && issue?.severity === 'warning' ? <Warned>{issue.message}</Warned> : undefined}
              {...form.register(`tags.${index}.value`)}
            />
            {fields.length === 1 ? null : (
              <IconButton
                label={`Remove name ${index + 1}`}
                icon={<X size={15} aria-hidden />}
                onClick={() => remove(index)}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}
