// Writes data/parts/parts.txt: English names of the parts of countries (ISO 3166-2).
// Run by hand, not by the build:
//   (cd tools/parts && npm install --no-package-lock) && node tools/make_parts.mjs
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';

const require = createRequire(new URL('./parts/package.json', import.meta.url));
const { subdivisions } = require('cldr-subdivisions-full/subdivisions/en/en.json').subdivisions.localeDisplayNames;

// "fr75c" -> "FR-75C". A small ² only tells two equal names of the package apart.
const lines = Object.entries(subdivisions)
  .map(([key, name]) => `${key.slice(0, 2)}-${key.slice(2)}`.toUpperCase() + '\t' + name.replace(/[²³]/g, ''))
  .sort((a, b) => (a.split('\t')[0] < b.split('\t')[0] ? -1 : 1));
const out = new URL('../data/parts/', import.meta.url);
mkdirSync(out, { recursive: true });
writeFileSync(new URL('parts.txt', out), lines.join('\n') + '\n');
