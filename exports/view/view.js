// The view: draws the map, searches, filters and shows the evidence. All text from papers goes in as text,
// through textContent or onto the canvas, never as markup.
"use strict";
(async () => {
  const byId = (id) => document.getElementById(id);
  const parsed = (id) => JSON.parse(byId(id).textContent);

  const entities = parsed("nodes");
  const backbone = parsed("edges").map((edge, number) => ({ ...edge, id: `b${number}` }));
  const settings = parsed("settings");
  const SHAPES = ["dot", "square", "triangle", "diamond", "star", "triangleDown", "hexagon"];
  const GLYPHS = ["●", "■", "▲", "◆", "★", "▼", "⬢"];
  const MORE = 15; // papers shown before "show all"
  const NEAR = 12; // strongest neighbours that a chosen entity is drawn with
  if (byId("map").clientHeight > byId("map").clientWidth) {
    for (const item of [...entities, ...settings.topics]) [item.x, item.y] = [item.y, item.x]; // upright on a phone
  }
  const plural = (count, word, many = `${word}s`) => `${count.toLocaleString("en")} ${count === 1 ? word : many}`;
  const cut = (text, length) => (text.length > length ? `${[...text].slice(0, length - 1).join("")}…` : text);

  // ---- evidence: which paper names what, in which sentence ----------------------------------------------

  async function unpacked(id) {
    const bytes = Uint8Array.from(atob(byId(id).textContent), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  const { papers, reasons } = await unpacked("evidence");
  const papersOf = entities.map(() => []); // numbers of papers, newest first as `papers` is
  const published = entities.map(() => []);
  papers.forEach((paper, number) => {
    for (const entity of paper.publishers) published[entity].push(number);
    paper.entities = [...new Set(paper.sentences.flatMap((sentence) => sentence.marks.map((mark) => mark[2])))];
    for (const entity of paper.entities) papersOf[entity].push(number);
  });

  function shared(a, b) {
    const others = new Set(papersOf[b]);
    return papersOf[a].filter((paper) => others.has(paper));
  }

  // Each paper with n entities gives 1/(n-1) to each of its pairs (Perianes-Rodriguez et al. 2016).
  const fraction = (paper) => 1 / (papers[paper].entities.length - 1);

  function neighbours(entity) {
    const found = new Map();
    for (const paper of papersOf[entity]) {
      for (const other of papers[paper].entities) {
        if (other === entity) continue;
        const link = found.get(other) ?? { entity: other, papers: 0, weight: 0 };
        link.papers += 1;
        link.weight += fraction(paper);
        found.set(other, link);
      }
    }
    return [...found.values()].sort((a, b) => b.papers - a.papers || b.weight - a.weight || a.entity - b.entity);
  }

  // ---- state ----------------------------------------------------------------------------------------------

  const state = {
    limit: settings.top,
    hiddenTypes: new Set(),
    chosen: null, // {entity} or {pair: [a, b]}
    near: null, // numbers of the entities drawn in full while something is chosen
    extra: [], // links of the chosen entity that are drawn beside the backbone
    pinned: new Set(), // entities shown whatever the limit
    hovered: null,
    shown: [],
    links: [],
  };

  // ---- the map --------------------------------------------------------------------------------------------

  let theme = {};
  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(`--${name}`).trim();
    theme = {
      paper: value("paper"), ink: value("ink"), muted: value("muted"), region: value("region"), link: value("link"),
      accent: value("accent"), types: settings.types.map((_, number) => value(`type-${number % SHAPES.length}`)),
    };
  }
  readTheme();

  const typeNumber = new Map(settings.types.map((type, number) => [type, number]));
  const mostPapers = Math.max(1, ...entities.slice(0, 1).map((entity) => entity.papers));
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const network = new vis.Network(byId("map"), { nodes, edges }, parsed("options"));

  function drawnNode(entity) {
    const type = typeNumber.get(entity.type);
    const colour = { background: theme.types[type], border: theme.paper };
    // fewer on the map, larger each
    const scale = Math.min(2, Math.sqrt(entities.length / Math.max(1, state.shown.length)));
    return {
      id: entity.id, x: entity.x, y: entity.y, shape: SHAPES[type % SHAPES.length],
      size: (9 + 16 * Math.sqrt(entity.papers / mostPapers)) * scale,
      color: { ...colour, highlight: { ...colour, border: theme.ink }, hover: { ...colour, border: theme.ink } },
      opacity: !state.near || state.near.has(entity.id) ? 1 : 0.15,
    };
  }

  function drawnEdge(link, strong) {
    const alpha = strong ? 0.75 : state.near ? 0.06 : entities[link.from].topic === entities[link.to].topic ? 0.5 : 0.16;
    return {
      id: link.id, from: link.from, to: link.to,
      width: (strong ? 1 : 0) + 1 + Math.log2(link.papers),
      color: { color: `rgba(${theme.link},${alpha})`, hover: theme.accent, highlight: theme.accent },
    };
  }

  function replace(dataset, items) {
    const kept = new Set(items.map((item) => item.id));
    dataset.remove(dataset.getIds().filter((id) => !kept.has(id)));
    dataset.update(items);
  }

  function refresh() {
    const visible = (entity) =>
      (entity.id < state.limit || state.pinned.has(entity.id)) && !state.hiddenTypes.has(entity.type);
    state.shown = entities.filter(visible);
    const inside = new Set(state.shown.map((entity) => entity.id));
    state.links = backbone.filter((link) => inside.has(link.from) && inside.has(link.to));
    const known = new Set(state.links.map((link) => `${link.from} ${link.to}`));
    for (const link of state.extra) {
      const both = inside.has(link.from) && inside.has(link.to);
      if (both && !known.has(`${link.from} ${link.to}`) && !known.has(`${link.to} ${link.from}`)) state.links.push(link);
    }
    const chosen = state.chosen?.pair ?? [state.chosen?.entity];
    const strong = (link) =>
      state.chosen?.pair ? chosen.includes(link.from) && chosen.includes(link.to)
        : chosen.includes(link.from) || chosen.includes(link.to);
    replace(nodes, state.shown.map(drawnNode));
    replace(edges, state.links.map((link) => drawnEdge(link, strong(link))));
    network.selectNodes(chosen.filter((id) => inside.has(id)), false);
    byId("count").textContent =
      `showing ${state.shown.length.toLocaleString("en")} of ${plural(entities.length, "entity", "entities")}, ` +
      `${state.links.length.toLocaleString("en")} of ${plural(settings.links, "link")}`;
    if (!byId("list").hidden) drawList();
  }

  let fitted = 1; // scale at which everything shown is in view

  function fit() {
    const discs = [...new Set(state.shown.map((entity) => entity.topic))].map((number) => settings.topics[number]);
    if (!discs.length) return;
    const low = (axis) => Math.min(...discs.map((disc) => disc[axis] - disc.radius));
    const high = (axis) => Math.max(...discs.map((disc) => disc[axis] + disc.radius));
    const { width, height } = byId("map").getBoundingClientRect();
    network.moveTo({
      position: { x: (low("x") + high("x")) / 2, y: (low("y") + high("y")) / 2 },
      scale: 0.98 * Math.min(width / (high("x") - low("x")), height / (high("y") - low("y")), 3),
    });
    fitted = network.getScale();
  }

  // Regions of topics lie under everything; their names and those of entities over it, the important ones first,
  // each only where it covers no other. Sizes are those of the screen, so zooming in makes room for more.
  function drawRegions(context) {
    const topics = new Set(state.shown.map((entity) => entity.topic));
    context.fillStyle = theme.region;
    for (const number of topics) {
      const topic = settings.topics[number];
      context.beginPath();
      context.arc(topic.x, topic.y, topic.radius, 0, 2 * Math.PI);
      context.fill();
    }
  }

  function topicName(topic, room) {
    let text = cut(topic.names[0], 40);
    for (const name of topic.names.slice(1)) {
      if (text.length + name.length + 3 <= room) text += ` · ${name}`;
    }
    return text;
  }

  function drawLabels(context) {
    const scale = network.getScale();
    const { width, height } = byId("map").getBoundingClientRect();
    const taken = [];
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";

    function place(text, x, y, size, weight, colour, offsets) {
      context.font = `${weight} ${size / scale}px system-ui, sans-serif`;
      const half = { x: (context.measureText(text).width * scale) / 2 + 3, y: size * 0.62 };
      const at = network.canvasToDOM({ x, y });
      for (const [across, down] of offsets(half)) {
        const box = [at.x + across - half.x, at.y + down - half.y, at.x + across + half.x, at.y + down + half.y];
        if (box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height) continue;
        if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
        taken.push(box);
        context.strokeStyle = theme.paper;
        context.lineWidth = 3.5 / scale;
        context.strokeText(text, x + across / scale, y + down / scale);
        context.fillStyle = colour;
        context.fillText(text, x + across / scale, y + down / scale);
        return;
      }
    }

    const topics = new Set(state.shown.map((entity) => entity.topic));
    if (!state.near) {
      for (const [number, topic] of settings.topics.entries()) {
        const radius = topic.radius * scale;
        if (!topics.has(number) || radius < 45) continue;
        place(topicName(topic, (radius * 2.4) / 8), topic.x, topic.y, radius < 70 ? 12 : 14, 600, theme.muted, () => [[0, 10 - radius], [0, radius - 10]]);
      }
    }
    const inView = state.shown.filter((entity) => !state.near || state.near.has(entity.id) || entity.id === state.hovered);
    const first = [state.hovered, state.chosen?.entity, ...(state.chosen?.pair ?? [])];
    inView.sort((a, b) => first.includes(b.id) - first.includes(a.id) || a.id - b.id);
    for (const entity of inView) {
      if (taken.length > 400) break;
      const size = 11 + 7 * Math.sqrt(entity.papers / mostPapers);
      const gap = nodes.get(entity.id).size * scale + 2;
      const at = network.canvasToDOM(entity);
      taken.push([at.x - gap * 0.7, at.y - gap * 0.7, at.x + gap * 0.7, at.y + gap * 0.7]);
      place(cut(entity.name, 34), entity.x, entity.y, size, first.includes(entity.id) ? 700 : 450, theme.ink, (half) => [
        [0, gap + half.y], [0, -gap - half.y], [gap + half.x, 0], [-gap - half.x, 0],
      ]);
    }
  }

  network.on("beforeDrawing", drawRegions);
  network.on("afterDrawing", drawLabels);
  network.on("hoverNode", ({ node }) => { state.hovered = node; });
  network.on("blurNode", () => { state.hovered = null; });
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) choose({ entity: node });
    else if (edge !== undefined) choose({ pair: [edges.get(edge).from, edges.get(edge).to] });
    else choose(null);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readTheme(); refresh(); });

  // ---- choosing -------------------------------------------------------------------------------------------

  function choose(chosen, { move = false, pinNear = false } = {}) {
    state.chosen = chosen;
    state.extra = [];
    state.near = null;
    if (chosen?.pair) {
      state.near = new Set(chosen.pair);
      const [from, to] = chosen.pair;
      state.extra = [{ id: "chosen", from, to, papers: shared(from, to).length }];
      chosen.pair.forEach((entity) => state.pinned.add(entity));
    } else if (chosen) {
      const strongest = neighbours(chosen.entity).slice(0, NEAR);
      state.pinned.add(chosen.entity);
      if (pinNear) strongest.forEach((link) => state.pinned.add(link.entity));
      state.extra = strongest.map((link) => (
        { id: `n${link.entity}`, from: chosen.entity, to: link.entity, papers: link.papers }));
      const linked = backbone.flatMap((link) =>
        link.from === chosen.entity ? [link.to] : link.to === chosen.entity ? [link.from] : []);
      state.near = new Set([chosen.entity, ...strongest.map((link) => link.entity), ...linked]);
    }
    refresh();
    if (chosen && move) {
      const around = [...state.near].filter((id) => nodes.get(id));
      if (around.length) network.fit({ nodes: around, maxZoomLevel: 1, animation: false });
    }
    drawDetails();
  }

  function reset() {
    state.limit = settings.top;
    state.hiddenTypes.clear();
    state.pinned.clear();
    byId("limit").value = state.limit;
    byId("limit-value").textContent = state.limit.toLocaleString("en");
    for (const box of byId("types").querySelectorAll("input")) box.checked = true;
    choose(null);
    fit();
  }

  // ---- details --------------------------------------------------------------------------------------------

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  const button = (text, className, onclick) => element("button", { type: "button", className, textContent: text, onclick });
  const entityButton = (id) => button(cut(entities[id].name, 120), "plain", () => choose({ entity: id }, { move: true }));

  function glyph(type) {
    const number = typeNumber.get(type);
    const made = element("span", { textContent: GLYPHS[number % GLYPHS.length] });
    made.style.color = `var(--type-${number % SHAPES.length})`;
    made.setAttribute("aria-hidden", "true");
    return made;
  }

  function marked(sentence, wanted) {
    const parts = [];
    let done = 0;
    for (const [start, end, entity] of sentence.marks) {
      const which = wanted.indexOf(entity);
      if (which < 0 || start < done) continue;
      parts.push(sentence.text.slice(done, start));
      parts.push(element("mark", { className: which ? "other" : "", textContent: sentence.text.slice(start, end) }));
      done = end;
    }
    return [...parts, sentence.text.slice(done)];
  }

  function paperItem(number, wanted, sentences) {
    const paper = papers[number];
    const safe = /^https?:\/\//i.test(paper.url ?? "");
    const inTitle = sentences.find((sentence) => sentence.text === paper.title);
    const title = inTitle ? marked(inTitle, wanted) : [paper.title];
    return element("li", { className: "paper" },
      element("p", {}, ...(safe
        ? [element("a", { href: paper.url, target: "_blank", rel: "noopener noreferrer" }, ...title)]
        : title)),
      element("p", { className: "pale", textContent: [paper.date, paper.venue].filter(Boolean).join(" · ") }),
      ...sentences.filter((sentence) => sentence !== inTitle)
        .map((sentence) => element("blockquote", {}, ...marked(sentence, wanted))));
  }

  function paperList(numbers, wanted, sentencesOf) {
    const list = element("ul");
    const add = (part) => list.append(...part.map((number) => paperItem(number, wanted, sentencesOf(papers[number]))));
    add(numbers.slice(0, MORE));
    if (numbers.length <= MORE) return [list];
    const more = button(`Show all ${numbers.length.toLocaleString("en")}`, "", () => { add(numbers.slice(MORE)); more.remove(); });
    return [list, more];
  }

  const names = (entity) => (sentence) => sentence.marks.some((mark) => mark[2] === entity);
  const period = (from, to) => (!from ? "without a date" : from === to ? from : `${from} to ${to}`);

  function neighbourRow(entity, link) {
    const why = button(plural(link.papers, "paper"), "count", () => choose({ pair: [entity, link.entity] }, { move: true }));
    why.setAttribute("aria-label", `Sentences that link ${cut(entities[link.entity].name, 120)}, ${plural(link.papers, "paper")}`);
    return element("li", { className: "row" }, entityButton(link.entity), why);
  }

  function entityDetails(number) {
    const entity = entities[number];
    const links = neighbours(number);
    const parts = [
      element("h2", { textContent: cut(entity.name, 300) }),
      element("p", {}, glyph(entity.type), ` ${entity.type}, in ${plural(entity.papers, "paper")}, ${plural(entity.mentions, "mention")}`),
      element("p", { className: "pale", textContent: `First seen ${entity.first ?? "on no known date"}${entity.last !== entity.first ? `, last ${entity.last}` : ""}` }),
      element("div", { className: "actions" },
        button("Focus", "", () => choose({ entity: number }, { move: true, pinNear: true })),
        button("Close", "", () => choose(null))),
    ];
    if (reasons[number].length) {
      parts.push(element("h3", { textContent: "Names, and why" }), element("ul", {}, ...reasons[number].map((reason) =>
        element("li", {},
          element("p", {}, element("strong", { textContent: cut(reason.alias, 200) }),
            element("span", { className: "pale", textContent: ` ${[reason.rule, cut(reason.detail, 300)].filter(Boolean).join(": ")}, ${plural(reason.papers, "paper")}` })),
          reason.sentence && reason.rule !== "name" && reason.alias !== entity.name ? element("blockquote", { className: "pale", textContent: reason.sentence }) : null))));
    }
    for (const type of settings.types) {
      const ofType = links.filter((link) => entities[link.entity].type === type).slice(0, 6);
      if (!ofType.length) continue;
      parts.push(element("h3", {}, `With ${type} `, glyph(type)),
        element("ul", {}, ...ofType.map((link) => neighbourRow(number, link))));
    }
    if (published[number].length) {
      parts.push(element("h3", { textContent: `Listed as publisher of ${plural(published[number].length, "paper")}` }),
        ...paperList(published[number], [number], () => []));
    }
    parts.push(element("h3", { textContent: `Named in ${plural(papersOf[number].length, "paper")}` }),
      ...paperList(papersOf[number], [number], (paper) => paper.sentences.filter(names(number))));
    return parts;
  }

  function pairDetails(pair) {
    const [a, b] = pair;
    const both = shared(a, b);
    const holdsBoth = (sentence) => names(a)(sentence) && names(b)(sentence);
    const together = both.filter((paper) => papers[paper].sentences.some(holdsBoth));
    const apart = both.filter((paper) => !together.includes(paper));
    const dates = both.map((paper) => papers[paper].date).filter(Boolean).sort();
    const weight = both.reduce((sum, paper) => sum + fraction(paper), 0);
    const citing = (from, to) => {
      const count = both.filter((paper) => papers[paper].introduces.includes(from)).length;
      return count ? `${plural(count, "paper")} introducing ${cut(entities[from].name, 60)} named ${cut(entities[to].name, 60)}.` : "";
    };
    return [
      element("h2", {}, entityButton(a), " and ", entityButton(b)),
      element("p", { textContent: `Named together in ${plural(both.length, "paper")} of ${settings.papers.toLocaleString("en")}, ${period(dates[0], dates.at(-1))}.` }),
      element("p", { className: "pale", textContent: `Fractional count ${weight.toFixed(2)}: a paper that names many entities counts less for each pair of them. ${citing(a, b)} ${citing(b, a)}` }),
      element("div", { className: "actions" }, button("Close", "", () => choose(null))),
      ...(together.length
        ? [element("h3", { textContent: `In one sentence: ${plural(together.length, "paper")}` }), ...paperList(together, pair, (paper) => paper.sentences.filter(holdsBoth))]
        : []),
      ...(apart.length
        ? [element("h3", { textContent: `In one paper, in different sentences: ${plural(apart.length, "paper")}` }), ...paperList(apart, pair, (paper) => paper.sentences.filter((sentence) => names(a)(sentence) || names(b)(sentence)))]
        : []),
    ];
  }

  function overview() {
    const parts = [
      element("h2", { textContent: "What is here" }),
      element("p", { textContent: `${plural(settings.papers, "paper")} name ${plural(entities.length, "entity", "entities")}; ${plural(settings.links, "link")} join those named in one paper.` }),
      element("p", { className: "pale", textContent: "Choose an entity or a line to read the sentences behind it. Large marks are named by many papers; each disc is a topic. Of the links, each entity shows its three strongest to entities named more often." }),
    ];
    for (const type of settings.types) {
      const most = entities.filter((entity) => entity.type === type).slice(0, 5);
      parts.push(element("h3", {}, `${type}: most named `, glyph(type)), element("ul", {}, ...most.map((entity) =>
        element("li", { className: "row" }, entityButton(entity.id), element("span", { className: "count pale", textContent: plural(entity.papers, "paper") })))));
    }
    return parts;
  }

  function drawDetails() {
    const { chosen } = state;
    const parts = chosen?.pair ? pairDetails(chosen.pair) : chosen ? entityDetails(chosen.entity) : overview();
    const panel = byId("details");
    const within = panel.contains(document.activeElement);
    panel.replaceChildren(...parts);
    panel.scrollTop = 0;
    if (within) panel.focus({ preventScroll: true }); // the button that was pressed is gone
  }

  // ---- list -----------------------------------------------------------------------------------------------

  function drawList() {
    const columns = ["Name", "Type", "Papers", "Mentions", "First seen", "Last seen"];
    const table = element("table", {},
      element("caption", { textContent: "Entities shown, by number of papers" }),
      element("thead", {}, element("tr", {}, ...columns.map((text) => element("th", { scope: "col", textContent: text })))),
      element("tbody", {}, ...state.shown.map((entity) => element("tr", {},
        element("td", {}, entityButton(entity.id)),
        element("td", {}, glyph(entity.type), ` ${entity.type}`),
        ...[entity.papers, entity.mentions].map((count) => element("td", { className: "number", textContent: count })),
        ...[entity.first, entity.last].map((date) => element("td", { textContent: date ?? "" }))))));
    table.setAttribute("aria-label", "Entities shown");
    byId("list").replaceChildren(table);
  }

  byId("mode").onclick = () => {
    const asList = byId("list").hidden;
    byId("list").hidden = !asList;
    byId("map").hidden = asList;
    byId("mode").setAttribute("aria-pressed", asList);
    if (asList) drawList();
    else network.redraw();
  };

  // ---- filters --------------------------------------------------------------------------------------------

  for (const type of settings.types) {
    const box = element("input", { type: "checkbox", checked: true, onchange: () => {
      state.hiddenTypes[box.checked ? "delete" : "add"](type);
      refresh();
    } });
    byId("types").append(element("label", {}, box, glyph(type), element("span", { textContent: type })));
  }
  byId("limit").max = Math.max(1, entities.length);
  byId("limit").oninput = ({ target }) => {
    state.limit = Number(target.value);
    state.pinned.clear();
    byId("limit-value").textContent = state.limit.toLocaleString("en");
    refresh();
  };
  byId("limit").onchange = () => { if (network.getScale() <= fitted * 1.01) fit(); }; // unless zoomed in
  byId("reset").onclick = reset;

  // ---- search ---------------------------------------------------------------------------------------------

  // As people type: accents, case, hyphens and spaces are forgiven, "+" is part of a name.
  const words = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}+]+/u).filter(Boolean);
  const index = entities.map((entity) => [entity.name, ...entity.aliases].map((name) => {
    const parts = words(name.slice(0, 300));
    return { name, parts, key: parts.join("") || name.toLowerCase() };
  }));

  function matches(text, most) {
    const key = words(text).join("") || text.trim().toLowerCase();
    if (!key) return [];
    const found = [];
    index.forEach((aliases, entity) => {
      let best = null;
      for (const { name, parts, key: whole } of aliases) {
        const quality = whole === key ? 0 : whole.startsWith(key) ? 1 : parts.some((part) => part.startsWith(key)) ? 2 : whole.includes(key) ? 3 : 4;
        if (quality < 4 && (!best || quality < best.quality)) best = { entity, name, quality };
      }
      if (best) found.push(best);
    });
    return found.sort((a, b) => a.quality - b.quality || a.entity - b.entity).slice(0, most);
  }

  const search = byId("search");
  const proposals = byId("proposals");
  let active = -1;

  function activate(number) {
    active = number;
    [...proposals.children].forEach((item, position) => item.setAttribute("aria-selected", position === number));
    search.setAttribute("aria-activedescendant", proposals.children[number]?.id ?? "");
  }

  function propose() {
    const found = matches(search.value, 9);
    proposals.replaceChildren(...found.map(({ entity, name }, position) => {
      const { name: canonical, papers: count, type } = entities[entity];
      const item = element("li", { id: `proposal-${position}`, onclick: () => take(entity) },
        glyph(type),
        element("span", { textContent: name === canonical ? cut(name, 120) : `${cut(name, 80)} → ${cut(canonical, 80)}` }),
        element("span", { className: "count pale", textContent: plural(count, "paper") }));
      item.setAttribute("role", "option");
      return item;
    }));
    if (!found.length && search.value.trim()) {
      const none = element("li", { className: "pale", textContent: "No entity of that name" });
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      proposals.append(none);
    }
    proposals.hidden = !proposals.children.length;
    activate(found.length ? 0 : -1);
  }

  function take(entity) {
    state.hiddenTypes.delete(entities[entity].type);
    [...byId("types").querySelectorAll("input")][typeNumber.get(entities[entity].type)].checked = true;
    search.value = "";
    proposals.hidden = true;
    choose({ entity }, { move: true });
  }

  search.oninput = propose;
  search.onkeydown = (event) => {
    const count = proposals.querySelectorAll("[aria-selected]").length;
    if (event.key === "ArrowDown" && count) activate((active + 1) % count);
    else if (event.key === "ArrowUp" && count) activate((active + count - 1) % count);
    else if (event.key === "Enter" && !proposals.hidden && active >= 0) proposals.children[active].click();
    else if (event.key === "Escape" && !proposals.hidden) proposals.hidden = true;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", ({ target }) => { if (!target.closest(".search")) proposals.hidden = true; });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !(event.target instanceof HTMLInputElement)) { search.focus(); event.preventDefault(); }
    if (event.key === "Escape" && state.chosen) choose(null);
  });

  // ---- for scripts ----------------------------------------------------------------------------------------

  function found(name) {
    const number = entities.findIndex((entity) => entity.key === name || entity.name === name);
    const best = number >= 0 ? number : matches(name, 1)[0]?.entity;
    if (best === undefined) throw new Error(`no entity named ${name}`);
    return best;
  }

  window.kgview = Object.freeze({
    select: (name) => choose({ entity: found(name) }, { move: true }),
    focus: (name) => choose({ entity: found(name) }, { move: true, pinNear: true }),
    shown: () => ({
      entities: state.shown.map((entity) => entity.name),
      links: state.links.map((link) => [entities[link.from].name, entities[link.to].name]),
    }),
  });

  reset();
  if (settings.focus !== null) window.kgview.focus(settings.focus);
})().catch((error) => {
  document.getElementById("count").textContent = `This page could not be drawn (${error}); a browser from 2023 or later is needed.`;
  throw error;
});
