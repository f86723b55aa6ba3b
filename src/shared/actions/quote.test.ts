import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvField } from './csv.ts';
import { quote, type Shell, unquotable } from './quote.ts';
import { joinShellWords } from './shell-words.ts';

/** Words that quoting rules trip over, and any other text without NUL, which no argument can hold. */
const HARD = [
  '',
  ' ',
  "'",
  '"',
  '\\',
  '\\\\',
  '"\\"',
  '$HOME',
  '`id`',
  '!x',
  '%PATH%',
  '^',
  '&',
  '|',
  '*',
  '~',
  '#',
  '=x',
];
const HARD_MORE = [
  "it's",
  'a\nb',
  'C:\\dir\\',
  '\\\\host\\share',
  '-a.b',
  '-a:b',
  '--%',
  '‘x’',
  '(a)',
  '{a,b}',
  'a;b',
  '<',
  '\r',
];
const word = fc.oneof(
  fc.constantFrom(...HARD, ...HARD_MORE),
  fc.string({ unit: fc.constantFrom(...' \'"\\$%^&|!`\n\t=,;()ab1./:-~#*?[]{}<>‘’') }),
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
);
const argv = fc.array(word, { minLength: 1, maxLength: 5 });

/** What a real shell gives a program for each of many command lines. */
function argvOf(shell: 'bash' | 'dash', lines: readonly string[]): readonly (readonly string[])[] {
  const script = `docker() { printf '%s\\0' "$#" "$@"; }\n${lines.map((line) => `docker ${line}\n`).join('')}`;
  const flat = execFileSync(shell, ['-s'], { input: script, maxBuffer: 1 << 28 })
    .toString('utf8')
    .split('\0');
  const all: (readonly string[])[] = [];
  for (let place = 0; place < flat.length - 1; ) {
    const count = Number(flat[place]);
    all.push(flat.slice(place + 1, place + 1 + count));
    place += 1 + count;
  }
  return all;
}

function line(words: readonly string[], shell: Shell): string {
  return words.map((text) => quote(text, shell)).join(' ');
}

describe('bash and dash', () => {
  test.each(['bash', 'dash'] as const)('%s gives a program back what was printed', (shell) => {
    fc.assert(
      fc.property(fc.array(argv, { minLength: 200, maxLength: 200 }), (commands) => {
        expect(
          argvOf(
            shell,
            commands.map((words) => line(words, 'bash')),
          ),
        ).toEqual(commands);
      }),
      { numRuns: 10 },
    );
  });

  test('leaves plain words plain', () => {
    expect(line(['--driver-opt', 'memory=4g', 'team/web:1.0', "it's", ''], 'bash')).toBe(
      "--driver-opt memory=4g team/web:1.0 'it'\\''s' ''",
    );
  });
});

describe('PowerShell', () => {
  /** Bare words without anything that PowerShell reads as more than text, and its single-quoted strings. */
  function parse(text: string): readonly string[] {
    const words: string[] = [];
    let place = 0;
    while (place < text.length) {
      if (text[place] === ' ') {
        place += 1;
      } else if (text[place] === "'") {
        let value = '';
        for (place += 1; ; place += 1) {
          const here = text[place] ?? '';
          if (here === '') throw new Error('a quote is not closed');
          if (!/['‘’‚‛]/.test(here)) value += here;
          else if (/['‘’‚‛]/.test(text[place + 1] ?? '')) value += text[++place - 1];
          else break;
        }
        place += 1;
        words.push(value);
      } else {
        const bare = /^[^ ]+/.exec(text.slice(place))?.[0] ?? '';
        if (!/^[\w/\\.:=+-]+$/.test(bare) || /^-.*[.:]/.test(bare)) throw new Error(`not safe bare: ${bare}`);
        words.push(bare);
        place += bare.length;
      }
    }
    return words;
  }

  test('its rules give back what was printed', () => {
    fc.assert(
      fc.property(argv, (words) => {
        expect(parse(line(words, 'powershell'))).toEqual(words);
      }),
    );
  });

  test('literal cases', () => {
    expect(line(['memory=4g', 'a,b', '$env:X', "it's", 'a"b', '-f.x', '--name', '@a', '‘x’'], 'powershell')).toBe(
      "memory=4g 'a,b' '$env:X' 'it''s' 'a\"b' '-f.x' --name '@a' '‘‘x’’'",
    );
  });
});

describe('cmd', () => {
  /** What cmd does to a typed line: variables first, then carets and quotes. Undefined variables stay as written. */
  function cmd(text: string, variables: Readonly<Record<string, string>>): string {
    const expanded = text.replace(/%([^%]+)%/g, (all, name: string) => variables[name.toUpperCase()] ?? all);
    let quoted = false;
    let out = '';
    for (let place = 0; place < expanded.length; place += 1) {
      const here = expanded[place] ?? '';
      if (here === '^' && !quoted) out += expanded[++place] ?? '';
      else if (/[&|<>()]/.test(here) && !quoted) throw new Error(`${here} would be read by cmd`);
      else {
        if (here === '"') quoted = !quoted;
        out += here;
      }
    }
    if (quoted) throw new Error('a quote is not closed');
    return out;
  }

  /** The splitting of the Microsoft C runtime, which Go follows (os/exec_windows.go, syscall). */
  function split(text: string): readonly string[] {
    const words: string[] = [];
    let place = 0;
    while (place < text.length) {
      while (text[place] === ' ') place += 1;
      if (place >= text.length) break;
      let value = '';
      let quoted = false;
      for (; place < text.length && (quoted || (text[place] !== ' ' && text[place] !== '\t')); place += 1) {
        const slashes = /^\\*/.exec(text.slice(place))?.[0].length ?? 0;
        if (text[place + slashes] === '"') {
          value += '\\'.repeat(Math.floor(slashes / 2));
          place += slashes;
          if (slashes % 2 === 1) value += '"';
          else quoted = !quoted;
        } else {
          value += '\\'.repeat(slashes);
          place += slashes;
          if (place >= text.length || (!quoted && (text[place] === ' ' || text[place] === '\t'))) {
            place -= 1;
          } else {
            value += text[place];
          }
        }
      }
      words.push(value);
    }
    return words;
  }

  test('its rules and the program’s give back what was printed', () => {
    const variables = { PATH: 'C:\\Windows', A: '"', AB: '&', '1': 'x' };
    const typed = fc.array(
      word.filter((text) => unquotable(text, 'cmd') === undefined),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(typed, (words) => {
        expect(split(cmd(line(words, 'cmd'), variables))).toEqual(words);
      }),
      {
        numRuns: 1000,
      },
    );
  });

  test('literal cases', () => {
    expect(line(['memory=4g', 'C:\\My Files\\', 'a"b', '%PATH%', 'a&b', ''], 'cmd')).toBe(
      'memory=4g "C:\\My Files\\\\" ^"a\\^"b^" ^"^%PATH^%^" "a&b" ""',
    );
    expect(unquotable('a\nb', 'cmd')).toMatch(/line break/);
    expect(unquotable('a\nb', 'bash')).toBeUndefined();
    expect(unquotable('a\0b', 'bash')).toMatch(/NUL/);
  });
});

describe('values inside a flag', () => {
  test('a comma, a quote or a line break quotes the whole pair', () => {
    expect(csvField('memory=4g')).toBe('memory=4g');
    expect(csvField('env.NO_PROXY=a,b')).toBe('"env.NO_PROXY=a,b"');
    expect(csvField('env.X=say "hi"')).toBe('"env.X=say ""hi"""');
  });
  test('buildkitd flags keep their words', () => {
    expect(joinShellWords(['--debug', '--oci-worker-net=bridge'])).toBe('--debug --oci-worker-net=bridge');
    expect(joinShellWords(['a b', "it's", '#x', ''])).toBe("'a b' 'it'\\''s' '#x' ''");
    // google/shlex reads the same quoting as a POSIX shell does, so a shell stands in for it.
    fc.assert(
      fc.property(fc.array(argv, { minLength: 100, maxLength: 100 }), (commands) => {
        expect(
          argvOf(
            'dash',
            commands.map((words) => joinShellWords(words)),
          ),
        ).toEqual(commands);
      }),
      { numRuns: 5 },
    );
  });
});
