import { join } from 'node:path';
import { readSources } from './files.ts';
import { checkSizes } from './sizes.ts';
import { checkWalls } from './walls.ts';

const files = readSources(join(import.meta.dirname, '..', '..'));
const violations = [...checkWalls(files), ...checkSizes(files)];
for (const { path, line, message } of violations) console.error(`${path}:${line} ${message}`);
console.log(`walls and sizes: ${files.length} files read, ${violations.length} faults`);
process.exit(violations.length === 0 ? 0 : 1);
