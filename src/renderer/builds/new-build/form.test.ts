import { describe, expect, test } from 'vitest';
import { buildOf, fieldOf, firstForm, issuesOf, type NewBuildForm, resolve } from './form.ts';

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
  test('has no image names when no image comes out', () => {
    expect(buildOf({ ...FORM, output: 'cache-only' }).tags).toEqual([]);
  });
});

test('a field of the action is found in the form, past the rows left empty', () => {
  expect(fieldOf('tags.0', FORM)).toBe('tags.1.value');
  expect(fieldOf('args.0.name', FORM)).toBe('args.1.name');
  expect(fieldOf('context', FORM)).toBe('context');
  expect(fieldOf('platforms.0', FORM)).toBeUndefined();
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
  test('a policy beside the Dockerfile is told there', () => {
    const facts = { project: { stages: [], args: [], policyFile: '/code/shop/Dockerfile.rego' } };
    expect(resolve(FORM, facts).errors).toMatchObject({ dockerfile: { message: expect.stringContaining('policy') } });
  });
});

test('a build made again starts from what was asked for, without the values of its arguments', () => {
  const form = firstForm(
    {
      builder: 'ci',
      context: '/code/shop',
      dockerfile: '/code/shop/prod.Dockerfile',
      target: 'release',
      tags: ['a', 'b'],
      load: false,
      args: ['TOKEN'],
    },
    '/code/shop',
    'workbench',
  );
  expect(form).toMatchObject({
    builder: 'ci',
    target: 'release',
    tags: [{ value: 'a' }, { value: 'b' }],
    args: [{ name: 'TOKEN', value: '' }],
    output: 'cache-only',
  });
});
