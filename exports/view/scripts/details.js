"use strict";
// The panel beside the map: what is known of the chosen thing, with the sentences. Text goes in as text.

const GLYPHS = ["●", "■", "▲", "◆", "★", "▼", "⬢"];
const MORE = 15; // papers shown before "show all"
const STRONGEST = 6; // neighbours of a type

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const button = (text, className, onclick) => element("button", { type: "button", className, textContent: text, onclick });
const nameOf = (entity, length = 120) => cut(data.entities[entity].name, length);
const entityButton = (entity) => button(nameOf(entity), "plain", () => choose("entity", key(entity)));
const close = () => button("Close", "", () => choose());

function glyph(type) {
  const number = typeNumber.get(type) % SHAPES.length;
  const made = element("span", { textContent: GLYPHS[number] });
  made.style.color = `var(--type-${number})`;
  made.setAttribute("aria-hidden", "true");
  return made;
}

function marked(sentence, wanted) {
  const parts = [];
  let done = 0;
  for (const [start, end, entity] of sentence.marks) {
    const which = wanted ? wanted.indexOf(entity) : 0;
    if (which < 0 || start < done) continue;
    parts.push(sentence.text.slice(done, start));
    parts.push(element("mark", { className: which ? "other" : "", textContent: sentence.text.slice(start, end) }));
    done = end;
  }
  return [...parts, sentence.text.slice(done)];
}

function titleOf(paper, ...children) {
  const safe = /^https?:\/\//i.test(paper.url ?? "");
  return safe ? element("a", { href: paper.url, target: "_blank", rel: "noopener noreferrer" }, ...children) : element("span", {}, ...children);
}

const quote = (sentence, wanted) => element("blockquote", {}, ...marked(sentence, wanted));
const published = (paper) => element("p", { className: "pale", textContent: [paper.date, paper.venue].filter(Boolean).join(" · ") });

function paperItem(number, wanted, sentences) {
  const paper = data.papers[number];
  const inTitle = sentences.find((sentence) => sentence.text === paper.title);
  const leftOut = !paper.sentences.length && paper.entities.length > 0;
  return element("li", { className: "paper" },
    element("p", {}, titleOf(paper, ...(inTitle ? marked(inTitle, wanted) : [paper.title]))),
    published(paper),
    ...sentences.filter((sentence) => sentence !== inTitle).map((sentence) => quote(sentence, wanted)),
    leftOut ? element("p", { className: "pale", textContent: "Its sentences are left out of this file." }) : null);
}

function paperList(numbers, wanted, sentencesOf) {
  const list = element("ul");
  const add = (part) => list.append(...part.map((number) => paperItem(number, wanted, sentencesOf(data.papers[number]))));
  add(numbers.slice(0, MORE));
  if (numbers.length <= MORE) return [list];
  const more = button(`Show all ${numbers.length.toLocaleString("en")}`, "", () => { add(numbers.slice(MORE)); more.remove(); });
  return [list, more];
}

const holds = (...entities) => (sentence) => entities.every((entity) => sentence.marks.some((mark) => mark[2] === entity));
const period = (from, to) => (!from ? "without a date" : from === to ? from : `${from} to ${to}`);

function pairButton(a, b, count) {
  const made = button(plural(count, "paper"), "count", () => choose("pair", key(a), key(b)));
  made.setAttribute("aria-label", `Sentences that link ${nameOf(b)}, ${plural(count, "paper")}`);
  return made;
}

function entityDetails(number) {
  const entity = data.entities[number];
  const links = neighbours(number, state.weight);
  const naming = papersNaming(number);
  const publishing = data.published[number].filter((paper) => data.active[paper]);
  const focus = (steps) => go({ focus: entity.key, steps, chosen: ["entity", entity.key] }, { move: true });
  const parts = [
    element("h2", { textContent: nameOf(number, 300) }),
    element("p", {}, glyph(entity.type), ` ${entity.type}, in ${plural(entity.papers, "paper")}, ${plural(entity.mentions, "mention")}`),
    element("p", { className: "pale", textContent: `First seen ${entity.first ?? "on no known date"}${entity.last !== entity.first ? `, last ${entity.last}` : ""}` }),
    element("div", { className: "actions" },
      button("Focus", "", () => focus(1)), button("Two steps", "", () => focus(2)), button("Path to…", "", () => askPath(number)), close()),
  ];
  if (data.reasons[number].length) {
    parts.push(element("h3", { textContent: "Names, and why" }), element("ul", {}, ...data.reasons[number].map((reason) =>
      element("li", {},
        element("p", {}, element("strong", { textContent: cut(reason.alias, 200) }),
          element("span", { className: "pale", textContent: ` ${[reason.rule, cut(reason.detail, 300)].filter(Boolean).join(": ")}, ${plural(reason.papers, "paper")}` })),
        reason.sentence && reason.alias !== entity.name ? element("blockquote", { className: "pale", textContent: reason.sentence }) : null))));
  }
  for (const type of settings.types) {
    const ofType = links.filter((link) => data.entities[link.to].type === type).slice(0, STRONGEST);
    if (!ofType.length) continue;
    parts.push(element("h3", {}, `With ${type} `, glyph(type)), element("ul", {}, ...ofType.map((link) =>
      element("li", { className: "row" }, entityButton(link.to), pairButton(number, link.to, link.papers)))));
  }
  if (publishing.length) {
    parts.push(element("h3", { textContent: `Listed as publisher of ${plural(publishing.length, "paper")}` }),
      ...paperList(publishing, [number], () => []));
  }
  parts.push(element("h3", { textContent: `Named in ${plural(naming.length, "paper")}` }),
    ...paperList(naming, [number], (paper) => paper.sentences.filter(holds(number))));
  return parts;
}

function pairDetails(pair) {
  const [a, b] = pair;
  const both = shared(a, b);
  const together = both.filter((paper) => data.papers[paper].sentences.some(holds(a, b)));
  const apart = both.filter((paper) => !together.includes(paper));
  const dates = both.map((paper) => data.papers[paper].date).filter(Boolean).sort();
  const link = { from: a, to: b, papers: both.length, fractional: both.reduce((sum, paper) => sum + fraction(paper), 0) };
  const citing = (from, to) => {
    const found = both.filter((paper) => data.papers[paper].introduces.includes(from)).length;
    return found ? `${plural(found, "paper")} introducing ${nameOf(from, 60)} named ${nameOf(to, 60)}. ` : "";
  };
  const measures = both.length ? [
    `Fractional count ${link.fractional.toFixed(2)}: a paper that names many entities counts less for each pair of them.`,
    `Association strength ${WEIGHTS.association.of(link).toFixed(1)}: together that many times as often as chance would have it.`,
    `NPMI ${WEIGHTS.npmi.of(link).toFixed(2)}, from -1 (never together) over 0 (as chance has it) to 1 (always).`,
    citing(a, b) + citing(b, a),
  ] : [];
  return [
    element("h2", {}, entityButton(a), " and ", entityButton(b)),
    element("p", { textContent: `Named together in ${plural(both.length, "paper")} of ${data.total.toLocaleString("en")}, ${period(dates[0], dates.at(-1))}.` }),
    ...measures.filter(Boolean).map((text) => element("p", { className: "pale", textContent: text })),
    element("div", { className: "actions" }, close()),
    ...(together.length
      ? [element("h3", { textContent: `In one sentence: ${plural(together.length, "paper")}` }), ...paperList(together, pair, (paper) => paper.sentences.filter(holds(a, b)))]
      : []),
    ...(apart.length
      ? [element("h3", { textContent: `In one paper, in different sentences: ${plural(apart.length, "paper")}` }), ...paperList(apart, pair, (paper) => paper.sentences.filter((sentence) => holds(a)(sentence) || holds(b)(sentence)))]
      : []),
  ];
}

function pathDetails([start, goal]) {
  const parts = [
    element("h2", {}, "From ", entityButton(start), " to ", entityButton(goal)),
    element("p", { textContent: shown.way.length ? `${plural(shown.way.length - 1, "step")}, each shown by its newest paper.` : "No path leads there." }),
    element("div", { className: "actions" }, close()),
  ];
  shown.way.slice(1).forEach((entity, place) => {
    const before = shown.way[place];
    const both = shared(before, entity);
    const best = both.find((paper) => data.papers[paper].sentences.some(holds(before, entity))) ?? both[0];
    const { sentences } = data.papers[best];
    const together = sentences.filter(holds(before, entity));
    parts.push(
      element("h3", { className: "row" }, element("span", {}, entityButton(before), " and ", entityButton(entity)), pairButton(before, entity, both.length)),
      element("ul", {}, paperItem(best, [before, entity], together.length ? together : sentences.filter((sentence) => holds(before)(sentence) || holds(entity)(sentence)))));
  });
  return parts;
}

function paperDetails(number) {
  const paper = data.papers[number];
  const parts = [
    element("h2", {}, titleOf(paper, cut(paper.title, 500))),
    published(paper),
    element("div", { className: "actions" }, close()),
  ];
  for (const [heading, entities] of [["Introduces", paper.introduces], ["Published by", paper.publishers], ["Names", paper.entities]]) {
    if (!entities.length) continue;
    parts.push(element("h3", { textContent: heading }), element("ul", {}, ...entities.map((entity) =>
      element("li", {}, glyph(data.entities[entity].type), " ", entityButton(entity)))));
  }
  parts.push(element("h3", { textContent: "Sentences that name them" }),
    ...(paper.sentences.length ? paper.sentences.map((sentence) => quote(sentence, null))
      : [element("p", { className: "pale", textContent: "They are left out of this file." })]));
  return parts;
}

// Lists of the most named entities, by type.
function mostNamed(among, each) {
  return settings.types.flatMap((type) => {
    const found = among.filter((entity) => entity.type === type).slice(0, each);
    return found.length ? [
      element("h3", {}, `${type}: most named `, glyph(type)),
      element("ul", {}, ...found.map((entity) => element("li", { className: "row" }, entityButton(entity.id),
        element("span", { className: "count pale", textContent: plural(data.counts[entity.id], "paper") })))),
    ] : [];
  });
}

const byCount = () => (data.filtered ? [...data.entities].sort((a, b) => data.counts[b.id] - data.counts[a.id] || a.id - b.id) : data.entities);

function topicDetails(number) {
  const members = byCount().filter((entity) => entity.topic === number);
  const only = state.topic === String(number);
  return [
    element("h2", { textContent: topicName(settings.topics[number], 100) }),
    element("p", { textContent: `Topic of ${plural(members.length, "entity", "entities")} that are named together more than with others.` }),
    element("div", { className: "actions" },
      only ? button("All topics", "", () => go({ topic: "", chosen: [] }, { move: true }))
        : button("Only this topic", "", () => go({ topic: String(number), chosen: [] }, { move: true })),
      close()),
    ...mostNamed(members, 10),
  ];
}

function overview() {
  const topics = [...settings.topics.keys()].filter((number) => settings.topics[number].linked);
  return [
    element("h2", { textContent: "What is here" }),
    element("p", { textContent: `${plural(settings.papers, "paper")} name ${plural(data.entities.length, "entity", "entities")}; ${plural(settings.links, "link")} join those named in one paper.` }),
    element("p", { className: "pale", textContent: "Choose an entity, a line or a topic to read the sentences behind it. Large marks are named by many papers; each disc is a topic. Each entity brings its three strongest links to entities named more often; More filters shows more." }),
    settings.left_out ? element("p", { className: "pale", textContent: `To keep the file small, ${plural(settings.left_out, "sentence")} are left out: those that name one entity only, then those of older papers.` }) : null,
    ...(topics.length > 1 ? [element("h3", { textContent: "Largest topics" }), element("ul", {}, ...topics.slice(0, 8).map((number) =>
      element("li", {}, button(topicName(settings.topics[number], 60), "plain", () => choose("topic", String(number))))))] : []),
    ...mostNamed(byCount(), 5),
  ].filter(Boolean);
}

function drawDetails() {
  const choice = chosen();
  const parts = {
    entity: () => entityDetails(choice.entities[0]),
    pair: () => pairDetails(choice.entities),
    path: () => pathDetails(choice.entities),
    paper: () => paperDetails(choice.paper),
    topic: () => topicDetails(choice.topic),
  }[choice?.kind] ?? overview;
  const panel = byId("details");
  const within = panel.contains(document.activeElement);
  panel.replaceChildren(...parts());
  panel.scrollTop = 0;
  if (within) panel.focus({ preventScroll: true }); // the button that was pressed is gone
}

function drawList() {
  const columns = ["Name", "Type", "Papers", "Mentions", "First seen", "Last seen", "Topic"];
  const rows = shown.entities.map((number) => {
    const entity = data.entities[number];
    return element("tr", {},
      element("td", {}, entityButton(number)),
      element("td", {}, glyph(entity.type), ` ${entity.type}`),
      ...[data.counts[number], entity.mentions].map((amount) => element("td", { className: "number", textContent: amount })),
      ...[entity.first, entity.last].map((date) => element("td", { textContent: date ?? "" })),
      element("td", { textContent: topicName(settings.topics[entity.topic], 20) }));
  });
  const table = element("table", {},
    element("caption", { textContent: "Entities shown, by number of papers" }),
    element("thead", {}, element("tr", {}, ...columns.map((text) => element("th", { scope: "col", textContent: text })))),
    element("tbody", {}, ...rows));
  table.setAttribute("aria-label", "Entities shown");
  byId("list").replaceChildren(table);
}
