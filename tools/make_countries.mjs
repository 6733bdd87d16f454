// Writes data/countries/borders.json and data/countries/emergency.json.
// Run by hand, not by the build:
//   (cd tools/countries && npm install --no-package-lock) && node tools/make_countries.mjs
// Inputs: the packages pinned in tools/countries/package.json and our own table tools/countries/numbers.json.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = new URL('./countries/', import.meta.url);
const out = new URL('../data/countries/', import.meta.url);
const require = createRequire(new URL('package.json', here));
const coder = require('@rapideditor/country-coder');
const { ShortNumberInfo } = require('google-libphonenumber');

// Codes that the package carries but ISO 3166-1 reserves or lacks: code -> the ISO 3166-1 entry it belongs to.
const notIso = { AC: 'SH', TA: 'SH', DG: 'IO', CP: 'FR', CQ: 'GG', FX: 'FR', IC: 'ES', EA: 'ES' };

// Pieces without a code of their own that ISO 3166-1 or 3166-2 does not file under the package's country.
// Crimea stands under UA in ISO 3166-2. null: no ISO code fits, so the piece answers "unknown".
const byId = {
  Q7835: 'UA',
  Q23681: null, // Northern Cyprus
  Q620634: null, // Bir Tawil
  Q9143535: null, // Akrotiri
  Q9206745: null, // Dhekelia
};

// Groups inside the package that have an ISO 3166-1 code of their own and outrank the country (SJ, BQ, TF, UM ...).
function codeOf(properties) {
  if (properties.id in byId) return byId[properties.id];
  if (properties.iso1A2) return notIso[properties.iso1A2] ?? properties.iso1A2;
  for (const group of properties.groups ?? []) {
    const feature = coder.feature(group);
    const code = feature?.properties.iso1A2;
    if (code && feature.properties.level !== 'union' && code !== 'UN' && code !== properties.country) {
      return notIso[code] ?? code;
    }
  }
  return properties.country ?? null;
}

const round = (x) => Math.round(x * 1000) / 1000;

// Drops points that rounding made equal; a ring needs four points, first = last.
function ring(points) {
  const kept = [];
  for (const [lon, lat] of points) {
    const p = [round(lon), round(lat)];
    const last = kept.at(-1);
    if (!last || last[0] !== p[0] || last[1] !== p[1]) kept.push(p);
  }
  return kept.length >= 4 ? kept : null;
}

function borders() {
  const polygons = new Map();
  const unknown = [];
  for (const { properties, geometry } of coder.borders.features) {
    if (!geometry) continue;
    const code = codeOf(properties);
    if (!code) {
      unknown.push(properties.nameEn);
      continue;
    }
    if (!polygons.has(code)) polygons.set(code, []);
    for (const rings of geometry.coordinates) {
      const [outer, ...holes] = rings.map(ring);
      if (outer) polygons.get(code).push([outer, ...holes.filter(Boolean)]);
      else console.error(`${properties.nameEn}: a polygon smaller than the rounding is left out`);
    }
  }
  console.error(`without a code: ${unknown.join(', ')}`);
  return [...polygons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, list]) => ({ code, polygons: list }));
}

// Keeps a number only where the phone-number metadata also calls it an emergency number of that country.
function emergency(known) {
  const info = ShortNumberInfo.getInstance();
  const regions = new Set(info.getSupportedRegions());
  const table = JSON.parse(readFileSync(new URL('numbers.json', here), 'utf8'));
  const kept = {};
  for (const code of Object.keys(table).sort()) {
    if (!known.has(code)) throw new Error(`numbers.json: ${code} has no border`);
    const entry = {};
    for (const [service, number] of Object.entries(table[code])) {
      if (!['all', 'also', 'police', 'ambulance', 'fire'].includes(service) || !/^\d{2,5}$/.test(number)) {
        throw new Error(`numbers.json: ${code} ${service} ${number}`);
      }
      if (regions.has(code) && info.isEmergencyNumber(number, code)) entry[service] = number;
      else console.error(`not confirmed, left out: ${code} ${service} ${number}`);
    }
    if (Object.keys(entry).length) kept[code] = entry;
  }
  return kept;
}

// One line a country, so that a change shows in a diff.
const lines = (items) => items.join(',\n');

mkdirSync(out, { recursive: true });
const countries = borders();
writeFileSync(new URL('borders.json', out), `[\n${lines(countries.map((c) => JSON.stringify(c)))}\n]\n`);
const numbers = emergency(new Set(countries.map((c) => c.code)));
writeFileSync(
  new URL('emergency.json', out),
  `{\n${lines(Object.entries(numbers).map(([code, entry]) => `"${code}":${JSON.stringify(entry)}`))}\n}\n`,
);
console.error(`${countries.length} countries, ${Object.keys(numbers).length} with a number, in ${fileURLToPath(out)}`);
