import { type RefObject, useEffect } from 'react';

/**
 * Gives the focus to the first control in reading order that is marked as wrong, each time that a form was tried.
 *
 * @param tries how often it was tried; `submitCount` of react-hook-form, whose own choice goes by the order in which fields
 *   were made and leaves out those that are no plain inputs (`shouldFocusError: false`)
 */
export function useFocusFirstError(form: RefObject<HTMLElement | null>, tries: number): void {
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, tries]);
}
