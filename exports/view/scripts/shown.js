"use strict";
// What is shown of the graph, as the state has it.

const NEAR = 15; // strongest neighbours that a chosen entity is shown with
const OPENED = 60; // members that a chosen topic is shown with
const AROUND = 80; // entities around the one in focus, one step away
const FURTHER = 6; // two steps away, for each of them
const PAPERS = 200; // papers drawn

const shown = {
  entities: [], // numbers, by importance
  links: [], // drawn
  papers: [], // numbers
  near: null, // what is drawn in full while something is chosen
  way: [], // the chosen path
};

function compute() {
  count(state.from, state.until, state.source);
  const choice = chosen();
  shown.way = choice?.kind === "path" ? path(...choice.entities) : [];
  shown.near = near(choice);
  const hidden = new Set(state.hide);
  const topic = state.topic === "" ? null : Number(state.topic);
  const fits = ({ id, type, topic: own }) =>
    !hidden.has(type) && (topic === null || own === topic) && data.counts[id] >= state.min &&
    (!data.filtered || data.counts[id] > 0 || data.published[id].some((paper) => data.active[paper]));
  const important = (a, b) => data.counts[b] - data.counts[a] || a - b;
  let list;
  if (state.focus) {
    list = around(data.numberOf.get(state.focus)).filter((entity, place) => place === 0 || fits(data.entities[entity]));
  } else {
    list = data.entities.filter(fits).map((entity) => entity.id);
    if (data.filtered) list.sort(important);
    list = list.slice(0, state.top);
  }
  shown.order = list; // in focus: the nearest first
  if (choice?.kind === "entity" && state.chosen[1] === state.focus) shown.near = new Set(list);
  shown.entities = [...new Set([...list, ...(shown.near ?? [])])].sort(data.filtered ? important : (a, b) => a - b);
  shown.links = drawn(choice);
  shown.papers = state.papers ? papersShown(choice) : [];
}

function near(choice) {
  if (!choice) return null;
  if (choice.kind === "entity") {
    const [entity] = choice.entities;
    return new Set([entity, ...neighbours(entity, state.weight).slice(0, NEAR).map((link) => link.to)]);
  }
  if (choice.kind === "topic") {
    return new Set(data.entities.filter((entity) => entity.topic === choice.topic).slice(0, OPENED).map((entity) => entity.id));
  }
  return new Set([...choice.entities, ...shown.way]);
}

// The entity in focus, its strongest neighbours and, for two steps, the strongest of these, nearest first.
function around(entity) {
  const found = new Set([entity, ...neighbours(entity, state.weight).slice(0, AROUND).map((link) => link.to)]);
  if (state.steps > 1) {
    for (const one of [...found].slice(1, AROUND / 2)) {
      neighbours(one, state.weight).filter((link) => !found.has(link.to)).slice(0, FURTHER).forEach((link) => found.add(link.to));
    }
  }
  return [...found];
}

// Each entity brings its strongest links to more important ones; what is chosen brings its own besides.
function drawn(choice) {
  const centre = choice?.kind === "entity" ? choice.entities[0] : null;
  const steps = new Set();
  const along = choice?.kind === "pair" ? choice.entities : shown.way;
  along.slice(1).forEach((entity, place) => steps.add(`${along[place]} ${entity}`).add(`${entity} ${along[place]}`));
  const focus = data.numberOf.get(state.focus);
  const brought = new Map();
  const measure = WEIGHTS[state.weight].of;
  const relative = { association: measure, npmi: measure }[state.weight] ?? strength;
  for (const link of linksAmong(shown.entities)) {
    link.weight = measure(link);
    link.strength = Math.round(relative(link) * 1e9);
    link.strong = link.from === centre || link.to === centre ? shown.near.has(link.from) && shown.near.has(link.to)
      : steps.has(`${link.from} ${link.to}`);
    if (link.weight < state.least && !link.strong) continue;
    if (!brought.has(link.from)) brought.set(link.from, []);
    brought.get(link.from).push(link);
  }
  return [...brought.values()].flatMap((links) => links
    .sort((a, b) => b.strength - a.strength || a.place - b.place)
    .filter((link, place) => place < state.links || link.strong || link.from === focus || link.to === focus));
}

// The newest papers that name what is shown, or what is chosen; each stands by the rarest of its entities.
function papersShown(choice) {
  const inside = new Set(shown.entities);
  const wanted = choice?.kind === "entity" || choice?.kind === "pair" ? choice.entities : [];
  const found = [];
  for (let paper = 0; paper < data.papers.length && found.length < PAPERS; paper += 1) {
    const { entities } = data.papers[paper];
    if (!data.active[paper] || !wanted.every((entity) => entities.includes(entity))) continue;
    const ends = entities.filter((entity) => inside.has(entity)).slice(-3);
    if (ends.length) found.push({ paper, ends });
  }
  if (choice?.kind === "paper" && !found.some((item) => item.paper === choice.paper)) {
    found.push({ paper: choice.paper, ends: choice.entities.slice(-3) });
  }
  return found;
}

// ---- in words ---------------------------------------------------------------------------------------------------

function counted() {
  const papers = state.papers ? ` and ${shown.papers.length.toLocaleString("en")} of ${plural(settings.papers, "paper")}` : "";
  return `showing ${shown.links.length.toLocaleString("en")} of ${plural(settings.links, "edge")} between ` +
    `${shown.entities.length.toLocaleString("en")} of ${plural(data.entities.length, "entity", "entities")}${papers}`;
}

function described() {
  const types = settings.types.filter((type) => !state.hide.includes(type));
  const parts = [state.focus
    ? `What is named together with ${cut(data.entities[data.numberOf.get(state.focus)].name, 60)}${state.steps > 1 ? ", two steps" : ""}`
    : "The entities named by most papers"];
  if (types.length < settings.types.length) parts.push(`only ${types.map((type) => cut(type, 40)).join(", ") || "no type"}`);
  if (state.topic !== "") parts.push(`topic ${topicName(settings.topics[state.topic], 60)}`);
  if (state.from || state.until) parts.push(`papers ${state.from ? `since ${state.from}` : ""}${state.from && state.until ? " " : ""}${state.until ? `until ${state.until}` : ""}`);
  if (state.source) parts.push(`papers of ${cut(state.source, 60)}`);
  if (state.min) parts.push(`in at least ${plural(state.min, "paper")}`);
  if (state.least) parts.push(`links of ${WEIGHTS[state.weight].label.toLowerCase()} ${state.least} or more`);
  return parts.join(" · ");
}

function topicName(topic, room) {
  let text = cut(topic.names[0], 40);
  for (const name of topic.names.slice(1)) {
    if (text.length + name.length + 3 <= room) text += ` · ${name}`;
  }
  return text;
}
