import { RadioGroup } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import styles from './radio-cards.module.css';

export interface RadioCard {
  readonly value: string;
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  /** Why it cannot be chosen. */
  readonly off?: string | undefined;
}

interface RadioCardsProps {
  /** What is chosen here, for screen readers. */
  readonly label: string;
  /** Empty while nothing is chosen. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly cards: readonly RadioCard[];
}

/** One of a few choices that need a sentence each. */
export function RadioCards({ label, value, onChange, cards }: RadioCardsProps): ReactNode {
  const id = useId();
  return (
    <RadioGroup.Root aria-label={label} value={value} onValueChange={onChange} className={styles.group}>
      {cards.map((card) => {
        const note = card.off ?? card.hint;
        const cardId = `${id}-${card.value}`;
        return (
          <label
            key={card.value}
            htmlFor={cardId}
            className={styles.card}
            data-off={card.off !== undefined || undefined}
          >
            <RadioGroup.Item
              id={cardId}
              value={card.value}
              disabled={card.off !== undefined}
              aria-labelledby={`${cardId}-title`}
              aria-describedby={note === undefined ? undefined : `${cardId}-note`}
              className={styles.ring}
            >
              <RadioGroup.Indicator className={styles.core} />
            </RadioGroup.Item>
            <span className={styles.words}>
              <span className={styles.head}>
                <span id={`${cardId}-title`} className={styles.title}>
                  {card.title}
                </span>
                {card.aside}
              </span>
              {note === undefined ? null : (
                <span id={`${cardId}-note`} className={styles.hint}>
                  {note}
                </span>
              )}
            </span>
          </label>
        );
      })}
    </RadioGroup.Root>
  );
}
