"use strict";
// What the reader has set, kept in the address so that a link shows the same and the browser's "back" goes back.

function initial() {
  const { top, types, since, focus } = settings.start;
  return {
    top, // entities shown, the most important ones
    hide: types.length ? settings.types.filter((type) => !types.includes(type)) : [],
    from: since ?? "", // months, as in 2025-09
    until: "",
    source: "",
    topic: "", // number of the only topic shown
    min: 0, // papers that an entity is named in at least
    weight: "papers",
    least: 0, // weight of a link at least
    links: 3, // links that each entity brings
    papers: false,
    list: false,
    theme: "",
    focus: focus ?? "", // key of the entity whose neighbourhood is all that is shown
    steps: 1,
    chosen: focus ? ["entity", focus] : [], // kind and keys: entity, pair, path, paper or topic
    at: "", // where the map was moved to: x, y and scale
  };
}

const state = {};

function toAddress() {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(initial())) {
    if (JSON.stringify(state[key]) === JSON.stringify(value)) continue;
    if (Array.isArray(value)) (state[key].length ? state[key] : [""]).forEach((item) => parameters.append(key, item));
    else parameters.set(key, typeof value === "boolean" ? Number(state[key]) : state[key]);
  }
  return `#${parameters}`;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const VALID = {
  from: (value) => MONTH.test(value),
  until: (value) => MONTH.test(value),
  source: (value) => settings.sources.includes(value),
  topic: (value) => Object.hasOwn(settings.topics, value),
  weight: (value) => Object.hasOwn(WEIGHTS, value),
  theme: (value) => ["light", "dark"].includes(value),
  focus: (value) => data.numberOf.has(value),
  at: (value) => value.split(" ").length === 3 && value.split(" ").every((part) => Number.isFinite(Number(part))),
};

// Anybody can write an address: what makes no sense is left as it is at first.
function fromAddress() {
  Object.assign(state, initial());
  const parameters = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of Object.entries(initial())) {
    const given = parameters.getAll(key);
    if (!given.length) continue;
    if (Array.isArray(value)) state[key] = given.filter(Boolean);
    else if (typeof value === "boolean") state[key] = given[0] === "1";
    else if (typeof value === "number") state[key] = Number.isFinite(Number(given[0])) ? Math.max(0, Number(given[0])) : value;
    else if (given[0] === "" || VALID[key](given[0])) [state[key]] = given;
  }
  if (!chosen()) state.chosen = [];
}

// What is chosen, as numbers; null when nothing is, or nothing that exists.
function chosen() {
  const [kind, ...keys] = state.chosen;
  if (kind === "topic") return Object.hasOwn(settings.topics, keys[0]) ? { kind, topic: Number(keys[0]), entities: [] } : null;
  if (kind === "paper") {
    const paper = data.papers.findIndex((other) => other.key === keys[0]);
    return paper < 0 ? null : { kind, paper, entities: [...data.papers[paper].entities] };
  }
  const entities = keys.map((key) => data.numberOf.get(key));
  const expected = { entity: 1, pair: 2, path: 2 }[kind];
  return expected === entities.length && !entities.includes(undefined) ? { kind, entities } : null;
}

function remember(push) {
  try {
    const address = toAddress();
    if (push && address !== (location.hash || "#")) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "SecurityError") throw error; // a notebook's frame has no address of its own
  }
}

// Change what is set and show it. A step to go back to, unless `push` is false; `move` brings what is chosen into sight.
function go(changes, { push = true, move = false } = {}) {
  Object.assign(state, changes);
  if (move) state.at = "";
  remember(push);
  show(move);
}

const key = (entity) => data.entities[entity].key;
const choose = (kind, ...keys) => go({ chosen: kind ? [kind, ...keys] : [] }, { move: Boolean(kind) });
