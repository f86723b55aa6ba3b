import { useRef, useState } from 'react';

interface Sending {
  readonly busy: boolean;
  /** False while something is on its way already. */
  readonly begin: () => boolean;
  /** Back where it can be sent again, as after a refusal. */
  readonly end: () => void;
}

/** Lets a form be sent once, however often one asks before the answer: a key can ask twice before React has drawn `busy`. */
export function useSending(): Sending {
  const [busy, setBusy] = useState(false);
  const onItsWay = useRef(false);
  const set = (now: boolean) => {
    onItsWay.current = now;
    setBusy(now);
  };
  return {
    busy,
    begin: () => {
      if (onItsWay.current) return false;
      set(true);
      return true;
    },
    end: () => set(false),
  };
}
