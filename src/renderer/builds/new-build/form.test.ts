import { describe, expect, test } from 'vitest';
import type { ArgumentRow } from './argument-fields.ts';
import { buildOf, firstForm, issuesOf, type NewBuildForm, resolve } from './form.ts';
import { fieldOf } from './form-fields.ts';
import { FIRST_OUTPUTS, outputFieldsOf, outputsOf } from './output-fields.ts';

const FORM: NewBuildForm = {
  ...firstForm(undefined, '/code/shop', 'workbench'),
  tags: [{ value: '' }, { value: ' shop:dev ' }],
  args: [
    { name: '', value: 'unused', given: 'typed' },
    { name: 'VERSION', value: '1', given: 'typed' },
  ],
};

describe('the action of a form', () => {
  test('has no empty rows', () => {
    expect(buildOf(FORM, undefined)).toMatchObject({ tags: ['shop:dev'], args: [{ name: 'VERSION', value: '1' }] });
  });
  test('has image names only when an image comes out', () => {
    expect(buildOf({ ...FORM, outputs: FIRST_OUTPUTS }, undefined).tags).toEqual([]);
    expect(buildOf({ ...FORM, outputs: { ...FIRST_OUTPUTS, files: true, filesPath: '/out' } }, undefined).tags).toEqual(
      [],
    );
    expect(buildOf({ ...FORM, outputs: { ...FIRST_OUTPUTS, push: true } }, undefined).tags).toEqual(['shop:dev']);
  });
  test('has an output for each box, and knows the boxes of outputs', () => {
    const outputs = [
      { kind: 'load' },
      { kind: 'push' },
      { kind: 'tar', path: '/out.tar' },
      { kind: 'oci-archive', path: '/web.tar' },
    ] as const;
    expect(outputsOf(outputFieldsOf(outputs))).toEqual(outputs);
    expect(outputsOf(FIRST_OUTPUTS)).toEqual([]);
    expect(outputsOf({ ...FIRST_OUTPUTS, files: true, filesPath: ' ' })).toEqual([]);
  });
  test('leaves an argument to its default until somebody gives a value, be it an empty one', () => {
    const declared = [{ name: 'VERSION', defaultValue: '1.0' }, { name: 'BARE' }];
    const sent = (given: ArgumentRow['given'], name = 'VERSION') =>
      buildOf({ ...FORM, args: [{ name, value: '', given }] }, declared).args;
    expect(sent('open')).toEqual([]);
    expect(sent('lost')).toEqual([]);
    expect(sent('typed')).toEqual([{ name: 'VERSION', value: '' }]);
    expect(sent('open', 'BARE')).toEqual([{ name: 'BARE', value: '' }]);
    expect(sent('open', 'UNKNOWN')).toEqual([{ name: 'UNKNOWN', value: '' }]);
  });
  test('takes secrets from where they are, and keeps a typed one as it was typed', () => {
    const secrets = [
      { id: '', from: 'file', value: '' },
      { id: 'npmrc', from: 'file', value: ' /home/me/.npmrc ' },
      { id: 'token', from: 'environment', value: 'TOKEN' },
      { id: 'key', from: 'typed', value: ' with blanks ' },
    ] as NewBuildForm['secrets'];
    expect(buildOf({ ...FORM, secrets }, undefined).secrets).toEqual([
      { id: 'npmrc', from: { kind: 'file', path: '/home/me/.npmrc' } },
      { id: 'token', from: { kind: 'environment', name: 'TOKEN' } },
      { id: 'key', from: { kind: 'typed', value: ' with blanks ' } },
    ]);
  });
});

test('a field of the action is found in the form, past the rows left empty', () => {
  expect(fieldOf('tags.0', FORM, undefined)).toBe('tags.1.value');
  expect(fieldOf('args.0.name', FORM, undefined)).toBe('args.1.name');
  const open = { name: 'VERSION', value: '', given: 'open' } as const;
  const args = [open, { ...open, name: 'OTHER' }];
  expect(fieldOf('args.0.name', { ...FORM, args }, [{ name: 'VERSION', defaultValue: '1' }])).toBe('args.1.name');
  expect(fieldOf('context', FORM, undefined)).toBe('context');
  expect(fieldOf('platforms.0', FORM, undefined)).toBe('platforms');
  expect(fieldOf('noCache', FORM, undefined)).toBeUndefined();
  const outputs = { ...FIRST_OUTPUTS, files: true, filesPath: '/out', archive: true, archivePath: '/web.tar' };
  expect(fieldOf('outputs.0.path', { ...FORM, outputs }, undefined)).toBe('outputs.filesPath');
  expect(fieldOf('outputs.1.path', { ...FORM, outputs }, undefined)).toBe('outputs.archivePath');
  expect(fieldOf('outputs.2', { ...FORM, outputs }, undefined)).toBeUndefined();
  const secrets: NewBuildForm['secrets'] = [
    { id: '', from: 'file', value: '' },
    { id: 'a', from: 'file', value: '/a' },
  ];
  expect(fieldOf('secrets.0.from', { ...FORM, secrets }, undefined)).toBe('secrets.1.value');
  expect(fieldOf('secrets.0.id', { ...FORM, secrets }, undefined)).toBe('secrets.1.id');
});

describe('fields say what is wrong', () => {
  test('nothing stands against a good form', () => {
    expect(resolve(FORM, {})).toEqual({ values: FORM, errors: {} });
  });
  test('a folder is needed, with its whole path', () => {
    expect(resolve({ ...FORM, context: '' }, {}).errors).toMatchObject({ context: { message: expect.any(String) } });
    expect(resolve({ ...FORM, context: 'shop' }, {}).errors).toMatchObject({
      context: { message: expect.stringContaining('whole path') },
    });
  });
  test('a bad image name is told at its row', () => {
    const { errors } = resolve({ ...FORM, tags: [{ value: 'good' }, { value: 'Bad Name' }] }, {});
    expect(errors).toMatchObject({ tags: { 1: { value: { message: expect.any(String) } } } });
    expect(errors).not.toHaveProperty('tags.0');
  });
  test('an argument that the Dockerfile does not know is a warning and stops nothing', () => {
    const facts = { project: { stages: [], args: [{ name: 'OTHER' }] } };
    expect(issuesOf(FORM, facts).get('args.1.name')?.severity).toBe('warning');
    expect(resolve(FORM, facts).errors).toEqual({});
  });
  test('a box that is on wants its field, a push its name', () => {
    const outputs = { ...FIRST_OUTPUTS, push: true, files: true, archive: true };
    expect(resolve({ ...FORM, tags: [{ value: '' }], outputs }, {}).errors).toMatchObject({
      outputs: { filesPath: { message: expect.any(String) }, archivePath: { message: expect.any(String) } },
      tags: { 0: { value: { message: expect.stringContaining('registry') } } },
    });
  });
  test('a secret wants its id and its source', () => {
    const secrets: NewBuildForm['secrets'] = [
      { id: '', from: 'typed', value: 'x' },
      { id: 'a', from: 'environment', value: '' },
    ];
    expect(resolve({ ...FORM, secrets }, {}).errors).toMatchObject({
      secrets: { 0: { id: { message: expect.any(String) } }, 1: { value: { message: expect.any(String) } } },
    });
  });
  test('an argument whose value was not kept wants it again', () => {
    const lost = { name: 'VERSION', value: '', given: 'lost' } as const;
    const facts = { project: { stages: [], args: [{ name: 'VERSION', defaultValue: '1.0' }] } };
    expect(resolve({ ...FORM, args: [lost] }, facts).errors).toMatchObject({
      args: { 0: { value: { message: expect.stringContaining('not kept') } } },
    });
    expect(resolve({ ...FORM, args: [{ ...lost, given: 'typed' }] }, facts).errors).toEqual({});
  });
  test('a policy beside the Dockerfile is told there', () => {
    const facts = { project: { stages: [], args: [], policyFile: '/code/shop/Dockerfile.rego' } };
    expect(resolve(FORM, facts).errors).toMatchObject({ dockerfile: { message: expect.stringContaining('policy') } });
  });
});

test('a build made again starts from what was asked for, without the values of its arguments and secrets', () => {
  const form = firstForm(
    {
      builder: 'ci',
      context: '/code/shop',
      dockerfile: '/code/shop/prod.Dockerfile',
      target: 'release',
      tags: ['a', 'b'],
      platforms: ['linux/arm64'],
      outputs: [{ kind: 'folder', path: '/out' }],
      args: ['TOKEN'],
      secrets: [
        { id: 'npmrc', from: 'file', source: '/home/me/.npmrc' },
        { id: 'key', from: 'typed' },
      ],
      noCache: true,
      pull: true,
    },
    '/code/shop',
    'workbench',
  );
  expect(form).toMatchObject({
    builder: 'ci',
    target: 'release',
    tags: [{ value: 'a' }, { value: 'b' }],
    args: [{ name: 'TOKEN', value: '', given: 'lost' }],
    noCache: true,
    pull: true,
    platforms: ['linux/arm64'],
    outputs: { load: false, files: true, filesAs: 'folder', filesPath: '/out' },
    secrets: [
      { id: 'npmrc', from: 'file', value: '/home/me/.npmrc' },
      { id: 'key', from: 'typed', value: '' },
    ],
  });
});
