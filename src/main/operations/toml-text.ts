import { TomlDate } from 'smol-toml';

type Table = Readonly<Record<string, unknown>>;

/**
 * A TOML document as go-toml v2 writes a map (pelletier/go-toml marshaler.go, with its defaults): keys sorted, values
 * before tables, strings literal where they can be, an empty line before a table unless a header stands right above.
 * buildx stores configuration files in this form, so it must be met byte for byte.
 *
 * @param document integers as bigint, floats as number, dates as smol-toml's `TomlDate`
 */
export function tomlText(document: Table): string {
  const lines: string[] = [];
  writeTable(lines, document, []);
  return lines.map((line) => `${line}\n`).join('');
}

function writeTable(lines: string[], table: Table, path: readonly string[]): void {
  const entries = Object.entries(table)
    .filter(([, value]) => value !== undefined && value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, value] of entries) {
    if (!isTable(value) && !isTables(value)) lines.push(`${keyText(key)} = ${valueText(value)}`);
  }
  for (const [key, value] of entries) {
    const below = [...path, key];
    if (isTable(value)) {
      writeHeader(lines, `[${below.map(keyText).join('.')}]`);
      writeTable(lines, value, below);
    } else if (isTables(value)) {
      for (const element of value) {
        writeHeader(lines, `[[${below.map(keyText).join('.')}]]`);
        writeTable(lines, element, below);
      }
    }
  }
}

function writeHeader(lines: string[], header: string): void {
  const last = lines.at(-1);
  if (last !== undefined && !last.startsWith('[')) lines.push('');
  lines.push(header);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isTables(value: unknown): value is readonly Table[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTable);
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return stringText(value);
  if (typeof value === 'number') return floatText(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof TomlDate) return value.toISOString().replace(/\.000(?=\D|$)/, '');
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  const members = Object.entries(value as Table).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${keyText(key)} = ${valueText(member)}`).join(', ')}}`;
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : stringText(key);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const text = plainDecimal(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** The shortest digits without an exponent, as Go's format `f`. */
function plainDecimal(value: number): string {
  const [mantissa = '', exponent] = String(value).split('e');
  if (exponent === undefined) return mantissa;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** The characters that a literal string cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_LITERAL = /['\u0000-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const ESCAPED = /["\\\u0000-\u001f\u007f]/g;

function stringText(text: string): string {
  if (!NOT_LITERAL.test(text)) return `'${text}'`;
  const escaped = (char: string): string =>
    ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return `"${text.replace(ESCAPED, escaped)}"`;
}
