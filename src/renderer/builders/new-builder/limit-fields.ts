import type { UseFormReturn } from 'react-hook-form';
import type { Limit, NewBuilderForm } from './form.ts';

/** A limit as its slider and number box need it. */
export interface LimitField {
  readonly value: number | undefined;
  readonly unread: string | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly onUnread: (text: string) => void;
  readonly onLeave: () => void;
}

/** Binds a limit to the form. What cannot be read is said once its box is left, and unsaid with the next value. */
export function limitField(form: UseFormReturn<NewBuilderForm>, name: Limit): LimitField {
  const error = form.formState.errors[name]?.message;
  const unread = form.watch(`unread.${name}`);
  return {
    value: form.watch(name),
    unread,
    error,
    onChange: (value) => {
      form.setValue(`unread.${name}`, undefined);
      form.setValue(`chosen.${name}`, true);
      form.setValue(name, value, { shouldDirty: true, shouldValidate: error !== undefined });
    },
    onUnread: (text) => {
      form.setValue(`unread.${name}`, text, { shouldDirty: true });
      form.setValue(`chosen.${name}`, true);
    },
    onLeave: () => {
      if (unread !== undefined) void form.trigger(name);
    },
  };
}
