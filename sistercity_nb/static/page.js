// What every page of ours starts with: the component that belongs to it, mounted with the settings of the shell.

const COMPONENTS = {
  start: "start",
  record: "capture",
  board: "board",
  themes: "themes",
  findings: "findings",
};

const settings = JSON.parse(document.getElementById("sistercity").textContent);
const { mount } = await import(`./${COMPONENTS[settings.page]}.js`);
mount(document.getElementById("content"), settings);
