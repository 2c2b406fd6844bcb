"use strict";
// The graph as the page has it, and the questions it answers. Entities and papers are numbers: entity 0 is the most
// important, paper 0 the newest. Only papers that the filters let through count.

const byId = (id) => document.getElementById(id);
const settings = JSON.parse(byId("settings").textContent);
const plural = (count, word, many = `${word}s`) => `${count.toLocaleString("en")} ${count === 1 ? word : many}`;
const cut = (text, length) => (text.length > length ? `${[...text].slice(0, length - 1).join("")}…` : text);

const data = {
  entities: [],
  papers: [],
  reasons: [],
  numberOf: new Map(), // key of an entity: its number
  papersOf: [], // numbers of papers that name an entity, newest first
  published: [], // numbers of papers that an organisation published
  months: null, // [first, last], as `month` counts them
  active: [], // for each paper, whether it counts
  total: 0, // how many do
  counts: [], // for each entity, how many of them name it
  filtered: false,
};

async function unpacked(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

async function load() {
  const [entities, evidence] = await Promise.all([unpacked("nodes"), unpacked("evidence")]);
  Object.assign(data, { entities, ...evidence });
  entities.forEach((entity) => data.numberOf.set(entity.key, entity.id));
  data.papersOf = entities.map(() => []);
  data.published = entities.map(() => []);
  let [first, last] = [Infinity, -Infinity];
  data.papers.forEach((paper, number) => {
    for (const entity of paper.publishers) data.published[entity].push(number);
    for (const entity of paper.entities) data.papersOf[entity].push(number);
    paper.months = months(paper.date);
    if (paper.months) [first, last] = [Math.min(first, paper.months[0]), Math.max(last, paper.months[1])];
  });
  if (first <= last) data.months = [first, last];
  count("", "", "");
}

// A month as a number, and back; a year alone is all its months.
const month = (text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;
const monthName = (number) => `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;

function months(date) {
  const [, year, part] = /^(\d{4})(?:-(0[1-9]|1[0-2]))?/.exec(date ?? "") ?? [];
  if (!year) return null;
  return part ? [month(`${year}-${part}`), month(`${year}-${part}`)] : [month(`${year}-01`), month(`${year}-12`)];
}

// Let the papers of a time and a source count; a paper without a date counts when no time is asked for.
function count(from, until, source) {
  data.filtered = Boolean(from || until || source);
  const [first, last] = [from ? month(from) : -Infinity, until ? month(until) : Infinity];
  const wanted = settings.sources.indexOf(source);
  data.active = data.papers.map((paper) =>
    (!(from || until) || (paper.months !== null && paper.months[1] >= first && paper.months[0] <= last)) &&
    (!source || paper.sources.includes(wanted)));
  data.total = data.filtered ? data.active.filter(Boolean).length : settings.papers;
  data.counts = data.papersOf.map((papers) => papers.reduce((sum, paper) => sum + data.active[paper], 0));
}

const papersNaming = (entity) => data.papersOf[entity].filter((paper) => data.active[paper]);

function shared(a, b) {
  const others = new Set(data.papersOf[b]);
  return papersNaming(a).filter((paper) => others.has(paper));
}

// Each paper with n entities gives 1/(n-1) to each of its pairs (Perianes-Rodriguez et al. 2016).
const fraction = (paper) => 1 / (data.papers[paper].entities.length - 1);
const product = (link) => data.counts[link.from] * data.counts[link.to];
const strength = (link) => link.fractional / Math.sqrt(product(link));

const WEIGHTS = {
  papers: { label: "Papers together", of: (link) => link.papers },
  fractional: { label: "Fractional count", of: (link) => link.fractional },
  // van Eck and Waltman 2009: how many times as often as chance would have it
  association: { label: "Association strength", of: (link) => (link.papers * data.total) / product(link) },
  // Bouma 2009
  npmi: {
    label: "NPMI",
    of: (link) => (link.papers === data.total ? 1
      : Math.log((link.papers * data.total) / product(link)) / -Math.log(link.papers / data.total)),
  },
};

const strongestFirst = (weight) => (a, b) =>
  WEIGHTS[weight].of(b) - WEIGHTS[weight].of(a) || b.fractional - a.fractional || a.to - b.to;

function neighbours(entity, weight = "papers") {
  const found = new Map();
  for (const paper of papersNaming(entity)) {
    for (const other of data.papers[paper].entities) {
      if (other === entity) continue;
      const link = found.get(other) ?? { from: entity, to: other, papers: 0, fractional: 0 };
      link.papers += 1;
      link.fractional += fraction(paper);
      found.set(other, link);
    }
  }
  return [...found.values()].sort(strongestFirst(weight));
}

// All links between some entities, which are given by importance: `to` is the more important end.
function linksAmong(entities) {
  const position = new Int32Array(data.entities.length).fill(-1);
  entities.forEach((entity, number) => { position[entity] = number; });
  const found = new Map();
  data.papers.forEach((paper, number) => {
    if (!data.active[number]) return;
    const inside = paper.entities.map((entity) => position[entity]).filter((place) => place >= 0).sort((a, b) => a - b);
    for (let low = 1; low < inside.length; low += 1) {
      for (let high = 0; high < low; high += 1) {
        const key = inside[low] * entities.length + inside[high];
        let link = found.get(key);
        if (!link) {
          link = { from: entities[inside[low]], to: entities[inside[high]], place: inside[high], papers: 0, fractional: 0 };
          found.set(key, link);
        }
        link.papers += 1;
        link.fractional += fraction(number);
      }
    }
  });
  return [...found.values()];
}

// From one entity to another over the fewest links; of such paths the one whose weakest link is strongest, so that
// it does not lead over what everything is linked with.
function path(start, goal) {
  let layer = new Map([[start, { weakest: Infinity, before: null }]]);
  const seen = new Map(layer);
  while (layer.size && !layer.has(goal)) {
    const next = new Map();
    for (const [entity, { weakest }] of layer) {
      for (const link of neighbours(entity)) {
        if (seen.has(link.to)) continue;
        const through = Math.min(weakest, strength(link));
        if (through > (next.get(link.to)?.weakest ?? -1)) next.set(link.to, { weakest: through, before: entity });
      }
    }
    next.forEach((step, entity) => seen.set(entity, step));
    layer = next;
  }
  if (!layer.has(goal)) return [];
  const steps = [];
  for (let entity = goal; entity !== null; entity = seen.get(entity).before) steps.unshift(entity);
  return steps;
}

// ---- names as people type them: accents, case, hyphens and spaces are forgiven, "+" is part of a name -------------

const words = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}+]+/u).filter(Boolean);
let index = null; // made when it is first needed

function names() {
  index ??= data.entities.map((entity) => [entity.name, ...entity.aliases].map((name) => {
    const parts = words(name.slice(0, 300));
    return { name, parts, key: parts.join("") || name.toLowerCase() };
  }));
  return index;
}

function matches(text, most) {
  const key = words(text).join("") || text.trim().toLowerCase();
  if (!key) return [];
  const found = [];
  names().forEach((aliases, entity) => {
    let best = null;
    for (const { name, parts, key: whole } of aliases) {
      if (!whole.includes(key)) continue;
      const quality = whole === key ? 0 : whole.startsWith(key) ? 1 : parts.some((part) => part.startsWith(key)) ? 2 : 3;
      if (!best || quality < best.quality) best = { entity, name, quality };
    }
    if (best) found.push(best);
  });
  return found.sort((a, b) => a.quality - b.quality || a.entity - b.entity).slice(0, most);
}
