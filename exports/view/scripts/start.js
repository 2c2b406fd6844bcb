"use strict";
// Brings it all together, once the graph is unpacked.

function show(move) {
  compute();
  setControls();
  if (state.list) drawList();
  else drawMap(move);
  drawDetails();
}

function found(name) {
  const number = data.numberOf.get(name) ?? data.entities.find((entity) => entity.name === name)?.id ?? matches(name, 1)[0]?.entity;
  if (number === undefined) throw new Error(`no entity named ${name}`);
  return key(number);
}

(async () => {
  await load();
  startMap();
  startControls();
  startDownloads();
  fromAddress();
  show(true);
  window.addEventListener("popstate", () => { fromAddress(); show(!state.at); });
  window.kgview = Object.freeze({
    select: (name) => choose("entity", found(name)),
    focus: (name) => go({ focus: found(name), steps: 1, chosen: ["entity", found(name)] }, { move: true }),
    path: (from, to) => choose("path", found(from), found(to)),
    shown: () => ({
      entities: shown.entities.map((entity) => data.entities[entity].name),
      links: shown.links.map((link) => [data.entities[link.from].name, data.entities[link.to].name]),
    }),
  });
})().catch((error) => {
  byId("count").textContent = `This page could not be drawn (${error}); a browser from 2023 or later is needed.`;
  throw error;
});
