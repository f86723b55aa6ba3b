/**
 * Reads JSON as Go's encoding/json does, as far as names go: object keys match the wanted ones in any case, and the
 * exact one wins. Other keys stay as they are. Only the object itself is looked at, not what it holds.
 */
export function withGoKeys(value: unknown, wanted: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const byFolded = new Map(wanted.map((key) => [key.toLowerCase(), key]));
  const result: [string, unknown][] = [];
  for (const [key, held] of Object.entries(value)) {
    const name = byFolded.get(key.toLowerCase()) ?? key;
    if (name === key || !Object.hasOwn(value, name)) result.push([name, held]);
  }
  // Not by assignment: a member called __proto__ would lend its own members to the object.
  return Object.fromEntries(result);
}

/**
 * The first object or array of a text without what stands behind it: Go's json.Decoder reads one value and looks no further. The whole text
 * where there is none, or it does not end.
 */
export function firstJson(text: string): string {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{' || sign === '[') depth += 1;
    else if ((sign === '}' || sign === ']') && --depth === 0) return text.slice(0, at + 1);
  }
  return text;
}

/** What the record itself holds under a key that somebody else chose; not what every object has, such as `constructor`. */
export function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
