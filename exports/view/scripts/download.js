"use strict";
// What is shown, as a picture or as tables. The picture is drawn once, as SVG; PNG is made of that.

const LEGEND = 46; // height of the legend below the map

function picture() {
  const { width, height } = byId("map").getBoundingClientRect();
  const scale = network.getScale();
  const clean = (text) => text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]|[\ufffe\uffff]/gu, (char) => (char.codePointAt(0) > 0xffff ? char : ""));
  const make = (tag, attributes, text = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, typeof value === "number" ? Number(value.toFixed(2)) : value);
    made.textContent = clean(text);
    return made;
  };
  const mark = (shape, x, y, size, attributes) => (CORNERS[shape]
    ? make("polygon", { points: CORNERS[shape].map(([across, down]) => `${(x + across * size).toFixed(1)},${(y + down * size).toFixed(1)}`).join(" "), ...attributes })
    : make("circle", { cx: x, cy: y, r: size, ...attributes }));
  const words_ = (text, x, y, size, attributes) => make("text", { x, y, "font-size": size, fill: map.theme.ink, "dominant-baseline": "central", ...attributes }, text);
  const svg = make("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height + LEGEND}`, width, height: height + LEGEND, "font-family": "system-ui, sans-serif" });
  svg.append(make("title", {}, document.title), make("rect", { width, height: height + LEGEND, fill: map.theme.paper }));
  for (const number of topicsDrawn()) {
    const topic = settings.topics[number];
    const { x, y } = network.canvasToDOM(topic);
    svg.append(make("circle", { cx: x, cy: y, r: topic.radius * scale, fill: map.theme.region }));
  }
  const line = (from, to, width_, alpha) => make("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: `rgb(${map.theme.link})`, "stroke-opacity": alpha, "stroke-width": width_ });
  const onScreen = (item) => network.canvasToDOM(item);
  const grown = Math.sqrt(map.drawnAt / map.fitted);
  const largest = largestWeight();
  for (const link of shown.links) {
    const { width: thick, alpha } = look(link, largest);
    svg.append(line(onScreen(placeOf(link.from)), onScreen(placeOf(link.to)), thick * grown, alpha));
  }
  for (const item of shown.papers) {
    const at = onScreen(paperPlace(item));
    for (const entity of item.ends) svg.append(line(at, onScreen(placeOf(entity)), 0.7, 0.3));
    svg.append(mark("square", at.x, at.y, 4, { fill: map.theme.paper, stroke: map.theme.muted }));
  }
  for (const entity of shown.entities) {
    const { x, y } = onScreen(placeOf(entity));
    const type = typeOf(data.entities[entity]);
    const opacity = !shown.near || shown.near.has(entity) ? 1 : 0.15;
    svg.append(mark(SHAPES[type], x, y, map.sizes.get(entity) * scale, { fill: map.theme.types[type], stroke: map.theme.paper, opacity }));
  }
  for (const { text, x, y, size, weight, colour } of labels()) {
    svg.append(words_(text, x, y, size, {
      "font-weight": weight, fill: colour, "text-anchor": "middle", stroke: map.theme.paper, "stroke-width": 3.5, "paint-order": "stroke", "stroke-linejoin": "round",
    }));
  }
  svg.append(make("rect", { y: height, width, height: LEGEND, fill: map.theme.paper }));
  svg.append(words_(`${document.querySelector("h1").textContent}: ${described()}; ${counted()}`, 12, height + 14, 12, {}));
  let across = 18;
  for (const type of settings.types.filter((name) => !state.hide.includes(name))) {
    const number = typeNumber.get(type) % SHAPES.length;
    svg.append(mark(SHAPES[number], across, height + 34, 5, { fill: map.theme.types[number] }), words_(cut(type, 24), across + 10, height + 34, 12, {}));
    across += 34 + cut(type, 24).length * 7;
  }
  return { svg, text: new XMLSerializer().serializeToString(svg), width, height: height + LEGEND };
}

async function pixelPicture() {
  const { text, width, height } = picture();
  const image = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  image.src = address;
  await image.decode();
  const canvas = element("canvas", { width: width * 2, height: height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
  URL.revokeObjectURL(address);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

// A spreadsheet must not take a name for a formula.
function csv(rows) {
  const cell = (value) => (typeof value === "number" ? String(value)
    : `"${(/^[\s]*[=+\-@\t\r]/.test(value ?? "") ? `'${value}` : value ?? "").replaceAll('"', '""')}"`);
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

const entityRows = () => [
  ["id", "name", "type", "papers", "mentions", "first_seen", "last_seen", "topic", "aliases"],
  ...shown.entities.map((number) => {
    const { key: id, name, type, mentions, first, last, topic, aliases } = data.entities[number];
    return [id, name, type, data.counts[number], mentions, first, last, topicName(settings.topics[topic], 40), aliases.join("; ")];
  }),
];

const edgeRows = () => [
  ["source", "target", "papers", "fractional", "association_strength", "npmi"],
  ...shown.links.map((link) => [nameOf(link.from, 1000), nameOf(link.to, 1000), link.papers,
    ...["fractional", "association", "npmi"].map((name) => Number(WEIGHTS[name].of(link).toFixed(6)))]),
];

function save(blob, ending) {
  const address = URL.createObjectURL(blob);
  const name = document.querySelector("h1").textContent.replace(/[^\p{L}\p{N}.-]+/gu, "-").slice(0, 60) || "graph";
  element("a", { href: address, download: `${name}${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function startDownloads() {
  // on paper the map is a drawing, in light colours
  window.addEventListener("beforeprint", () => {
    readTheme("light");
    byId("print").replaceChildren(...(state.list ? [] : [picture().svg]));
  });
  window.addEventListener("afterprint", () => { byId("print").replaceChildren(); readTheme(); });
  byId("png").onclick = async () => save(await pixelPicture(), ".png");
  byId("svg").onclick = () => save(new Blob([picture().text], { type: "image/svg+xml" }), ".svg");
  byId("csv").onclick = () => save(new Blob([csv(entityRows())], { type: "text/csv" }), "-entities.csv");
  byId("csv-edges").onclick = () => save(new Blob([csv(edgeRows())], { type: "text/csv" }), "-edges.csv");
}
