// What every page of ours ends with: its component, mounted with the settings of the shell. The server writes the
// component and all that it imports before this, into one file and into `modules` (server/frontend.py).

const settings = JSON.parse(document.getElementById("sistercity").textContent);
modules[settings.component].mount(document.getElementById("content"), settings);
