import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { tomlText } from './toml-text.ts';

/** The right-hand texts are what go-toml v2.4.3 makes of the left-hand ones, read into a map. */
test.each([
  ['', ''],
  [
    'debug = true\nroot = "/x"\n[worker.oci]\nmax-parallelism = 4\ngckeepstorage = 1.0\n[[worker.oci.gcpolicy]]\nall = true\n',
    "debug = true\nroot = '/x'\n\n[worker]\n[worker.oci]\ngckeepstorage = 1.0\nmax-parallelism = 4\n\n[[worker.oci.gcpolicy]]\nall = true\n",
  ],
  [
    '[registry."r.io:5000"]\nhttp = true\nmirrors = ["a", "b\'c"]\n[registry."docker.io"]\nmirrors = []\n',
    "[registry]\n[registry.'docker.io']\nmirrors = []\n\n[registry.'r.io:5000']\nhttp = true\nmirrors = ['a', \"b'c\"]\n",
  ],
  [
    'd = 1979-05-27T07:32:00-08:00\ne=1979-05-27\nf=[[1,2],[{a=1}]]\ng=[{a=1},{b="x"}]\nh=1e30\ni={z=1,a={}}\n j="tab\\t"\nk=[1,{a=1}]\n',
    'd = 1979-05-27T07:32:00-08:00\ne = 1979-05-27\nf = [[1, 2], [{a = 1}]]\nh = 1000000000000000000000000000000.0\nj = "tab\\t"\nk = [1, {a = 1}]\n\n[[g]]\na = 1\n\n[[g]]\nb = \'x\'\n\n[i]\nz = 1\n\n[i.a]\n',
  ],
])('%j becomes %j', (text, written) => {
  expect(tomlText(parse(text, { integersAsBigInt: true }))).toBe(written);
});
