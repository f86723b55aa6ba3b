import { config } from 'zod';

// zod tries `new Function` once unless told not to, which a strict policy reports as a violation. Imported before any schema.
config({ jitless: true });
