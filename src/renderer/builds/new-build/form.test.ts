import { describe, expect, test } from 'vitest';
import { buildOf, firstForm, issuesOf, type NewBuildForm, resolve } from './form.ts';
import { fieldOf } from './form-fields.ts';
import { FIRST_OUTPUTS, outputFieldsOf, outputsOf } from './output-fields.ts';

const FORM: NewBuildForm = {
  ...firstForm(undefined, '/code/shop', 'workbench'),
  tags: [{ value: '' }, { value: ' shop:dev ' }],
  args: [
    { name: '', value: 'unused' },
    { name: 'VERSION', value: '1' },
  ],
};

describe('the action of a form', () => {
  test('has no empty rows', () => {
    expect(buildOf(FORM)).toMatchObject({ tags: ['shop:dev'], args: [{ name: 'VERSION', value: '1' }] });
  });
  test('has image names only when an image comes out', () => {
    expect(buildOf({ ...FORM, outputs: FIRST_OUTPUTS }).tags).toEqual([]);
    expect(buildOf({ ...FORM, outputs: { ...FIRST_OUTPUTS, files: true, filesPath: '/out' } }).tags).toEqual([]);
    expect(buildOf({ ...FORM, outputs: { ...FIRST_OUTPUTS, push: true } }).tags).toEqual(['shop:dev']);
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
  test('takes secrets from where they are, and keeps a typed one as it was typed', () => {
    const secrets = [
      { id: '', from: 'file', value: '' },
      { id: 'npmrc', from: 'file', value: ' /home/me/.npmrc ' },
      { id: 'token', from: 'environment', value: 'TOKEN' },
      { id: 'key', from: 'typed', value: ' with blanks ' },
    ] as NewBuildForm['secrets'];
    expect(buildOf({ ...FORM, secrets }).secrets).toEqual([
      { id: 'npmrc', from: { kind: 'file', path: '/home/me/.npmrc' } },
      { id: 'token', from: { kind: 'environment', name: 'TOKEN' } },
      { id: 'key', from: { kind: 'typed', value: ' with blanks ' } },
    ]);
  });
});

test('a field of the action is found in the form, past the rows left empty', () => {
  expect(fieldOf('tags.0', FORM)).toBe('tags.1.value');
  expect(fieldOf('args.0.name', FORM)).toBe('args.1.name');
  expect(fieldOf('context', FORM)).toBe('context');
  expect(fieldOf('platforms.0', FORM)).toBe('platforms');
  expect(fieldOf('noCache', FORM)).toBeUndefined();
  const outputs = { ...FIRST_OUTPUTS, files: true, filesPath: '/out', archive: true, archivePath: '/web.tar' };
  expect(fieldOf('outputs.0.path', { ...FORM, outputs })).toBe('outputs.filesPath');
  expect(fieldOf('outputs.1.path', { ...FORM, outputs })).toBe('outputs.archivePath');
  expect(fieldOf('outputs.2', { ...FORM, outputs })).toBeUndefined();
  const secrets: NewBuildForm['secrets'] = [
    { id: '', from: 'file', value: '' },
    { id: 'a', from: 'file', value: '/a' },
  ];
  expect(fieldOf('secrets.0.from', { ...FORM, secrets })).toBe('secrets.1.value');
  expect(fieldOf('secrets.0.id', { ...FORM, secrets })).toBe('secrets.1.id');
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
    },
    '/code/shop',
    'workbench',
  );
  expect(form).toMatchObject({
    builder: 'ci',
    target: 'release',
    tags: [{ value: 'a' }, { value: 'b' }],
    args: [{ name: 'TOKEN', value: '' }],
    platforms: ['linux/arm64'],
    outputs: { load: false, files: true, filesAs: 'folder', filesPath: '/out' },
    secrets: [
      { id: 'npmrc', from: 'file', value: '/home/me/.npmrc' },
      { id: 'key', from: 'typed', value: '' },
    ],
  });
});
