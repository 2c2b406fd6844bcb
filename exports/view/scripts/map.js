"use strict";
// Draws what is shown: regions of topics, links, marks, and as many names as have room.

const CORNERS = { // of a mark, in units of its size; none for a disc
  dot: null,
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  triangle: [[0, -1.1], [1, 0.8], [-1, 0.8]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  star: Array.from({ length: 10 }, (_, corner) => [1, 0.45][corner % 2] * 1.25)
    .map((radius, corner) => [radius * Math.sin((corner * Math.PI) / 5), -radius * Math.cos((corner * Math.PI) / 5)]),
  triangleDown: [[0, 1.1], [1, -0.8], [-1, -0.8]],
  hexagon: Array.from({ length: 6 }, (_, corner) => [Math.cos((corner * Math.PI) / 3), Math.sin((corner * Math.PI) / 3)]),
};
const SHAPES = Object.keys(CORNERS);
const typeNumber = new Map(settings.types.map((type, number) => [type, number]));
const typeOf = (entity) => typeNumber.get(entity.type) % SHAPES.length;

const nodes = new vis.DataSet();
const edges = new vis.DataSet();
const network = new vis.Network(byId("map"), { nodes, edges }, JSON.parse(byId("options").textContent));
const map = {
  places: new Map(), // of entities in focus, where they stand for now
  fitted: 1, // scale at which everything shown is in view
  drawnAt: 1, // scale that sizes were made for
  sizes: new Map(),
  widths: new Map(), // of names, in units of their size
  hovered: null,
  theme: {},
};

function readTheme(forced) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = forced || state.theme || dark;
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  map.theme = {
    paper: value("paper"), ink: value("ink"), muted: value("muted"), region: value("region"), link: value("link"),
    accent: value("accent"), types: SHAPES.map((_, number) => value(`type-${number}`)),
  };
}

const placeOf = (entity) => map.places.get(entity) ?? data.entities[entity];
const papers = (entity) => data.counts[entity] ?? 0;
const most = () => Math.max(1, papers(shown.entities[0]));

// Sizes are those of the screen where all is in view, and grow more slowly than the map when one zooms in.
const pixels = (size) => (size * Math.sqrt(map.drawnAt / map.fitted)) / map.drawnAt;
const sizeOf = (entity) => pixels(3.5 + 11 * Math.sqrt(papers(entity) / most()));

function drawnNode(entity) {
  const type = typeOf(data.entities[entity]);
  const colour = { background: map.theme.types[type], border: map.theme.paper };
  const { x, y } = placeOf(entity);
  const size = sizeOf(entity);
  map.sizes.set(entity, size);
  return {
    id: entity, x, y, shape: SHAPES[type], size,
    color: { ...colour, highlight: { ...colour, border: map.theme.ink }, hover: { ...colour, border: map.theme.ink } },
    opacity: !shown.near || shown.near.has(entity) ? 1 : 0.15,
  };
}

function paperPlace({ paper, ends }) {
  const mean = (axis) => ends.reduce((sum, entity) => sum + placeOf(entity)[axis], 0) / ends.length;
  const turn = paper * Math.PI * (3 - Math.sqrt(5));
  return { x: mean("x") + 26 * Math.cos(turn), y: mean("y") + 26 * Math.sin(turn) };
}

function drawnPaper(item) {
  const colour = { background: map.theme.paper, border: map.theme.muted };
  return {
    id: `p${item.paper}`, ...paperPlace(item), shape: "square", size: pixels(4),
    color: { ...colour, highlight: { ...colour, border: map.theme.ink }, hover: { ...colour, border: map.theme.ink } },
  };
}

function look(link, largest) {
  const inside = data.entities[link.from].topic === data.entities[link.to].topic;
  return {
    width: (link.strong ? 1.2 : 0.4) + 2.6 * Math.sqrt(Math.max(0, link.weight) / largest),
    alpha: link.strong ? (state.focus ? 0.45 : 0.8) : shown.near ? 0.06 : inside || state.focus ? 0.5 : 0.16,
  };
}

const largestWeight = () => shown.links.reduce((largest, link) => Math.max(largest, link.weight), 1e-9);

function drawnEdges() {
  const largest = largestWeight();
  const links = shown.links.map((link) => {
    const { width, alpha } = look(link, largest);
    return {
      id: `${link.from} ${link.to}`, from: link.from, to: link.to, width: pixels(width),
      color: { color: `rgba(${map.theme.link},${alpha})`, hover: map.theme.accent, highlight: map.theme.accent },
    };
  });
  const ofPapers = shown.papers.flatMap(({ paper, ends }) => ends.map((entity) => ({
    id: `p${paper} ${entity}`, from: `p${paper}`, to: entity, width: pixels(0.7), color: { color: `rgba(${map.theme.link},0.3)` },
  })));
  return [...links, ...ofPapers];
}

function replace(dataset, items) {
  const kept = new Set(items.map((item) => item.id));
  dataset.remove(dataset.getIds().filter((id) => !kept.has(id)));
  dataset.update(items);
}

// In focus, the nearer the stronger: places on a sunflower spiral (Vogel 1979) around the entity.
function settle() {
  map.places = new Map(state.focus ? shown.entities.map((entity) => [entity, shown.order.indexOf(entity)]).map(([entity, place]) => {
    const step = place < 0 ? shown.order.length : place;
    const radius = 75 * Math.sqrt(step * 1.3);
    return [entity, { x: 1.3 * radius * Math.cos(step * 2.39996), y: radius * Math.sin(step * 2.39996) }];
  }) : []);
}

function drawMap(move) {
  readTheme();
  settle();
  if (state.at) {
    bounds();
    const [x, y, scale] = state.at.split(" ").map(Number);
    network.moveTo({ position: { x, y }, scale: Math.min(50, Math.max(0.001, scale)) });
  } else if (move) {
    toSight();
  }
  map.drawnAt = network.getScale();
  const choice = chosen();
  replace(nodes, [...shown.entities.map(drawnNode), ...shown.papers.map(drawnPaper)]);
  replace(edges, drawnEdges());
  network.selectNodes(choice?.kind === "paper" ? [`p${choice.paper}`].filter((id) => nodes.get(id)) : choice?.kind === "topic" ? [] : choice?.entities ?? [], false);
}

// ---- what is in sight ---------------------------------------------------------------------------------------------

// The part of the map that holds everything shown, and the scale at which it is in view.
function bounds(only) {
  const whole = !state.focus && state.topic === "" && !only;
  const topics = new Set(shown.entities.map((entity) => data.entities[entity].topic));
  const discs = whole ? settings.topics.filter((topic, number) => topic.linked || topics.has(number)) : [];
  const points = (only ?? shown.entities).map((entity) => ({ ...placeOf(entity), radius: state.focus ? 60 : 40 }));
  const circles = discs.length ? discs : points;
  const low = (axis) => circles.reduce((least, circle) => Math.min(least, circle[axis] - circle.radius), Infinity);
  const high = (axis) => circles.reduce((most_, circle) => Math.max(most_, circle[axis] + circle.radius), -Infinity);
  const { width, height } = byId("map").getBoundingClientRect();
  if (!circles.length || !width || !height) return null;
  const margin = only ? 120 : 0; // for names
  const scale = 0.98 * Math.min(Math.max(50, width - margin) / (high("x") - low("x")), Math.max(50, height - margin) / (high("y") - low("y")), 3);
  if (!only) map.fitted = scale;
  return { position: { x: (low("x") + high("x")) / 2, y: (low("y") + high("y")) / 2 }, scale };
}

// What is chosen comes into sight, else everything does; not nearer than names have room.
function toSight() {
  const everything = bounds();
  const around = shown.near && !state.focus ? bounds([...shown.near]) : null;
  const target = around ?? everything;
  if (target) network.moveTo({ ...target, scale: around ? Math.min(target.scale, Math.max(1, map.fitted)) : target.scale });
}

let settling = null;
function moved() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const { x, y } = network.getViewPosition();
    const scale = network.getScale();
    if (Math.abs(Math.log(scale / map.drawnAt)) > 0.1) {
      map.drawnAt = scale;
      nodes.update([...shown.entities.map(drawnNode), ...shown.papers.map(drawnPaper)]);
      edges.update(drawnEdges());
    }
    state.at = `${Math.round(x)} ${Math.round(y)} ${Number(scale.toPrecision(3))}`;
    remember(false);
  }, 150);
}

// ---- regions and names: the important ones first, each only where it covers no other --------------------------------

// Topics that are drawn: all that have links, so that the map stays the map of the whole; the others when something in
// them is shown.
function topicsDrawn() {
  if (state.focus) return [];
  const inside = new Set(shown.entities.map((entity) => data.entities[entity].topic));
  return [...settings.topics.keys()].filter((number) =>
    (state.topic === "" ? inside.has(number) || settings.topics[number].linked : number === Number(state.topic)));
}

function drawRegions(context) {
  context.fillStyle = map.theme.region;
  for (const number of topicsDrawn()) {
    const topic = settings.topics[number];
    context.beginPath();
    context.arc(topic.x, topic.y, topic.radius, 0, 2 * Math.PI);
    context.fill();
  }
}

// Measuring text takes most of the time of drawing: once for each name.
function widthOf(context, text, weight) {
  const name = `${weight} ${text}`;
  if (!map.widths.has(name)) {
    context.font = `${weight} 100px system-ui, sans-serif`;
    map.widths.set(name, context.measureText(text).width / 100);
  }
  return map.widths.get(name);
}

// Names and where they go: text, centre on the screen, size, weight, colour.
function labels() {
  const context = byId("map").querySelector("canvas").getContext("2d");
  const scale = network.getScale();
  const { width, height } = byId("map").getBoundingClientRect();
  const taken = [];
  const placed = [];

  function place(text, at, size, weight, colour, offsets) {
    const half = { x: (widthOf(context, text, weight) * size) / 2 + 3, y: size * 0.62 };
    for (const [across, down] of offsets(half)) {
      const [x, y] = [at.x + across, at.y + down];
      const box = [x - half.x, y - half.y, x + half.x, y + half.y];
      if (box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height) continue;
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      placed.push({ text, x, y, size, weight, colour });
      return;
    }
  }

  if (!shown.near || chosen()?.kind === "topic") {
    for (const number of topicsDrawn()) {
      const topic = settings.topics[number];
      const radius = topic.radius * scale;
      if (radius < 16) continue;
      const size = radius < 40 ? 11 : radius < 70 ? 12 : 15;
      const at = network.canvasToDOM(topic);
      place(topicName(topic, (radius * 2.4) / (size * 0.55)), at, size, 650, map.theme.muted,
        () => [[0, size * 0.7 - radius], [0, radius - size * 0.7], [0, 0]]);
    }
  }
  const first = new Set([map.hovered, ...(chosen()?.kind === "topic" ? [] : chosen()?.entities ?? [])]);
  const inView = shown.entities.filter((entity) => !shown.near || shown.near.has(entity) || entity === map.hovered);
  inView.sort((a, b) => first.has(b) - first.has(a)); // and by importance, as they are
  for (const entity of inView) {
    if (placed.length > 350) break;
    const at = network.canvasToDOM(placeOf(entity));
    if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) continue;
    const gap = map.sizes.get(entity) * scale + 2;
    taken.push([at.x - gap * 0.7, at.y - gap * 0.7, at.x + gap * 0.7, at.y + gap * 0.7]);
    place(cut(data.entities[entity].name, 34), at, 11 + 7 * Math.sqrt(papers(entity) / most()), first.has(entity) ? 700 : 450,
      map.theme.ink, (half) => [[0, gap + half.y], [0, -gap - half.y], [gap + half.x, 0], [-gap - half.x, 0]]);
  }
  return placed;
}

function drawLabels(context) {
  const scale = network.getScale();
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const { text, x, y, size, weight, colour } of labels()) {
    const at = network.DOMtoCanvas({ x, y });
    context.font = `${weight} ${size / scale}px system-ui, sans-serif`;
    context.strokeStyle = map.theme.paper;
    context.lineWidth = 3.5 / scale;
    context.strokeText(text, at.x, at.y);
    context.fillStyle = colour;
    context.fillText(text, at.x, at.y);
  }
}

// ---- pointing -------------------------------------------------------------------------------------------------------

function clicked({ nodes: [node], edges: [edge], pointer }) {
  if (typeof node === "string") choose("paper", data.papers[Number(node.slice(1))].key);
  else if (node !== undefined) go({ chosen: ["entity", key(node)] });
  else if (edge?.startsWith("p")) choose("paper", data.papers[Number(edge.slice(1).split(" ")[0])].key);
  else if (edge) go({ chosen: ["pair", ...edge.split(" ").reverse().map((end) => key(Number(end)))] });
  else if (state.chosen.length) go({ chosen: [] });
  else {
    const topic = topicsDrawn().find((number) => {
      const { x, y, radius } = settings.topics[number];
      return Math.hypot(pointer.canvas.x - x, pointer.canvas.y - y) < radius;
    });
    if (topic !== undefined) choose("topic", String(topic));
  }
}

function startMap() {
  if (byId("map").clientHeight > byId("map").clientWidth) {
    for (const item of [...data.entities, ...settings.topics]) [item.x, item.y] = [item.y, item.x]; // upright on a phone
  }
  network.on("beforeDrawing", drawRegions);
  network.on("afterDrawing", drawLabels);
  network.on("hoverNode", ({ node }) => { map.hovered = node; });
  network.on("blurNode", () => { map.hovered = null; });
  network.on("click", clicked);
  network.on("zoom", moved);
  network.on("dragEnd", moved);
  byId("map").addEventListener("keyup", (event) => { if (/^Arrow|^[-+=[\]]$/.test(event.key)) moved(); });
  const redraw = () => { readTheme(); drawMap(false); };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
}
